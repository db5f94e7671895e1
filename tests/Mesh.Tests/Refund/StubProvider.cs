using System.Collections.Concurrent;
using AfterSalesMesh.Parts.Apart;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>A payment provider over HTTP that keeps count. How it behaves, a payment's reference says.</summary>
internal sealed class StubProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _misbehaved = new();

    public StubProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/refunds", Submit);
        _app.MapGet(
            "/v1/refunds/{reference}",
            (string reference) =>
                Paid.TryGetValue(reference, out var paid) ? Results.Ok(Answer(paid))
                : Reversed.TryGetValue(reference, out paid) ? Results.Ok(Answer(paid, "failed"))
                : Results.NotFound()
        );
    }

    public string Address => _app.Urls.First();

    /// <summary>What has been paid back, by our reference.</summary>
    public ConcurrentDictionary<string, Wanted> Paid { get; } = new();

    /// <summary>What had been paid back and failed later, by our reference.</summary>
    public ConcurrentDictionary<string, Wanted> Reversed { get; } = new();

    /// <summary>Every submission, repeats included.</summary>
    public ConcurrentQueue<Wanted> Submitted { get; } = new();

    public Task StartAsync() => _app.StartAsync();

    public long PaidTo(string payment) => Paid.Values.Where(x => x.Payment == payment).Sum(x => x.Amount);

    /// <summary>What was paid back to a payment did not get there.</summary>
    public void Reverse(string payment)
    {
        foreach (var (reference, paid) in Paid.Where(x => x.Value.Payment == payment))
        {
            Reversed[reference] = paid;
            Paid.TryRemove(reference, out _);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Submit(Wanted wanted, HttpContext http)
    {
        Submitted.Enqueue(wanted);
        if (http.Request.Headers["Idempotency-Key"] != wanted.Reference)
        {
            return Results.StatusCode(400);
        }
        if (wanted.Payment.EndsWith("-declined", StringComparison.Ordinal))
        {
            return Results.Json(new { code = "declined", message = "No." }, statusCode: 402);
        }
        if (wanted.Payment.EndsWith("-rejected", StringComparison.Ordinal))
        {
            return Results.StatusCode(422);
        }
        if (wanted.Payment.EndsWith("-down", StringComparison.Ordinal))
        {
            return Results.StatusCode(503);
        }
        if (
            wanted.Payment.EndsWith("-down-once", StringComparison.Ordinal)
            && _misbehaved.TryAdd(wanted.Reference, true)
        )
        {
            return Results.StatusCode(503);
        }
        Paid.TryAdd(wanted.Reference, wanted);
        if (wanted.Payment.EndsWith("-silent", StringComparison.Ordinal))
        {
            http.Abort();
        }
        return Results.Json(Answer(Paid[wanted.Reference]), statusCode: 201);
    }

    private static object Answer(Wanted paid, string status = "succeeded") =>
        new
        {
            id = $"re_{paid.Reference}",
            paid.Reference,
            paid.Payment,
            paid.Amount,
            paid.Currency,
            status,
        };

    internal sealed record Wanted(string Reference, string Payment, long Amount, string Currency);
}
