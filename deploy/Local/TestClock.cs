using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace AfterSalesMesh.Local;

/// <summary>
/// <c>GET /v1/test/clock</c> and <c>POST /v1/test/clock {"advance": "P8D"}</c>: puts the time of gateway, services and sandbox ahead.
/// This works only in Local, because all of them are in this process. New requests wait, running ones are finished, the services
/// stop, and start again at the new time: so nothing is leased or under way while the time changes, and all due work is found
/// at once.
/// </summary>
/// <param name="clock">The clock that gateway, services and sandbox share.</param>
/// <param name="hasRealProvider">True: a real payment provider is configured, whose clock cannot be moved.</param>
internal sealed class TestClock(
    OffsetClock clock,
    DataFolder folder,
    RequestGate gate,
    LocalServices services,
    bool hasRealProvider
) : IDisposable
{
    public const string Path = "/v1/test/clock";

    private const string Field = "advance";
    private const int MaxYearsAhead = 100;
    private static readonly TimeSpan RequestBound = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, (string Advance, ClockAnswer Answer)> _answers = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        // The API description is the product's, the same wherever it runs; this route exists only in Local.
        routes.MapGet(Path, () => Now()).RequireRoles(Roles.Admin).ExcludeFromDescription();
        routes.MapPost(Path, HandleAsync).RequireRoles(Roles.Admin).ExcludeFromDescription();
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IResult> HandleAsync(
        ClockRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey = null
    )
    {
        var checks = new Checks();
        if (
            !checks.That(IsoDuration.TryParse(request.Advance, out var advance), Field, $"must be {IsoDuration.Rule}")
            || !checks.That(!Period.Zero.Equals(advance), Field, "must be longer than zero")
        )
        {
            return checks.ToProblem();
        }
        if (hasRealProvider)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "real_payment_provider",
                "The test clock cannot be moved: a payment provider other than the sandbox is configured, and its clock cannot follow."
            );
        }
        // One call after the other. A call that has begun is finished even if its client disconnects.
        await _turn.WaitAsync();
        try
        {
            return await AdvanceOnceAsync(request.Advance!, advance!, idempotencyKey);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IResult> AdvanceOnceAsync(string text, Period advance, string? key)
    {
        if (key is not null && _answers.TryGetValue(key, out var first))
        {
            return first.Advance == text
                ? TypedResults.Ok(first.Answer)
                : Problem.Of(
                    StatusCodes.Status422UnprocessableEntity,
                    "idempotency_key_reused",
                    "This Idempotency-Key was used for another request. Use a new key for each new request."
                );
        }
        var last = TimeProvider.System.GetUtcNow().AddYears(MaxYearsAhead);
        var checks = new Checks();
        if (
            !checks.That(
                clock.GetUtcNow().Add(advance) <= last,
                Field,
                $"must not put the clock more than {MaxYearsAhead} years ahead"
            )
        )
        {
            return checks.ToProblem();
        }
        if (!await AdvanceAsync(advance))
        {
            return Problem.Of(
                StatusCodes.Status503ServiceUnavailable,
                "temporarily_unavailable",
                "Running requests did not finish in time, so the clock was not moved. Repeat the call when no long request is running."
            );
        }
        var answer = Now();
        if (key is not null)
        {
            _answers[key] = (text, answer);
        }
        return TypedResults.Ok(answer);
    }

    private async Task<bool> AdvanceAsync(Period advance)
    {
        if (!await gate.CloseAsync(RequestBound))
        {
            return false;
        }
        try
        {
            return await services.RestartAsync(() =>
            {
                var now = clock.GetUtcNow();
                var offset = clock.Offset + (now.Add(advance) - now);
                // Stored before anything else is stored at the new time: after a crash the clock must not go back.
                folder.WriteClockOffset(offset);
                clock.Offset = offset;
            });
        }
        finally
        {
            gate.Open();
        }
    }

    private ClockAnswer Now() => new(clock.GetUtcNow(), IsoDuration.Format(clock.Offset));
}

/// <param name="Advance">By how much: an ISO 8601 duration.</param>
internal sealed record ClockRequest(string? Advance = null);

/// <param name="Offset">How far the clock is ahead of the real time: an ISO 8601 duration.</param>
internal sealed record ClockAnswer(DateTimeOffset Now, string Offset);
