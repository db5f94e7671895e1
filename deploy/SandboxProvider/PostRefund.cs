using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// <c>POST /v1/refunds</c>. A payment reference that ends in <c>-slow</c> is answered late, <c>-declined</c> with 402,
/// <c>-silent</c> never (though the money goes back), <c>-silent-once</c> not the first time, <c>-down-once</c> with 503
/// the first time. With <c>-reversed</c> it succeeds, and comes back some seconds later.
/// </summary>
internal static class PostRefund
{
    // One at a time: two calls with one key must not both be the first. Real providers lock the key.
    private static readonly SemaphoreSlim Gate = new(1);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/refunds", HandleAsync);

    private static async Task<IResult> HandleAsync(
        RefundRequest request,
        HttpContext context,
        SandboxDb db,
        ReversalsDb reversals,
        Slowness slowness,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > 200)
        {
            return Results.Problem("A header Idempotency-Key of 1 to 200 characters is needed.", statusCode: 400);
        }
        if (request is not { Reference.Length: > 0, Payment.Length: > 0, Currency.Length: 3, Amount: > 0 })
        {
            return Results.Problem("reference, payment, amount (above 0) and currency are needed.", statusCode: 400);
        }
        if (request.Payment.EndsWith("-slow", StringComparison.Ordinal))
        {
            await Task.Delay(slowness.Delay, time, cancellation);
        }
        if (request.Payment.EndsWith("-reversed", StringComparison.Ordinal))
        {
            await reversals.PlanAsync(request.Reference, time.GetUtcNow() + slowness.Reversal);
        }
        var (answer, isFirst) = await TakeAsync(db, key, request, time.GetUtcNow());
        if (answer.Request != request.ToString())
        {
            return Results.Problem("This Idempotency-Key was used for another request.", statusCode: 422);
        }
        var silent =
            request.Payment.EndsWith("-silent", StringComparison.Ordinal)
            || (isFirst && request.Payment.EndsWith("-silent-once", StringComparison.Ordinal));
        if (silent)
        {
            context.Abort();
            return Results.Empty;
        }
        if (isFirst && request.Payment.EndsWith("-down-once", StringComparison.Ordinal))
        {
            return Results.Problem("Down for a moment.", statusCode: 503);
        }
        return answer.Status == StatusCodes.Status402PaymentRequired
            ? Results.Json(new { code = "declined", message = "The payment's bank declines refunds." }, statusCode: 402)
            : Results.Created(
                $"/v1/refunds/{request.Reference}",
                await db.Refunds.FindAsync([answer.RefundId], cancellation)
            );
    }

    private static async Task<(SandboxAnswer Answer, bool IsFirst)> TakeAsync(
        SandboxDb db,
        string key,
        RefundRequest request,
        DateTimeOffset now
    )
    {
        // Not cancelled by a caller who has gone: what was begun is done, as with a real provider.
        await Gate.WaitAsync(CancellationToken.None);
        try
        {
            var down = request.Payment.EndsWith("-down-once", StringComparison.Ordinal);
            var kept = await db.Answers.FirstOrDefaultAsync(x => x.IdempotencyKey == key);
            if (kept is { Status: > 0 })
            {
                return (kept, false);
            }
            if (kept is null && down)
            {
                // Taken note of, not taken.
                var refused = new SandboxAnswer(key, request.ToString(), 0, null);
                db.Answers.Add(refused);
                await db.SaveChangesAsync();
                return (refused, true);
            }
            if (kept is not null)
            {
                db.Answers.Remove(kept);
                await db.SaveChangesAsync();
            }
            var declined = request.Payment.EndsWith("-declined", StringComparison.Ordinal);
            var refund = new SandboxRefund(
                $"rf_{Guid.CreateVersion7(now):N}",
                request.Reference,
                request.Payment,
                request.Amount,
                request.Currency,
                SandboxRefund.Succeeded,
                now
            );
            var answer = declined
                ? new SandboxAnswer(key, request.ToString(), 402, null)
                : new SandboxAnswer(key, request.ToString(), 201, refund.Id);
            db.Answers.Add(answer);
            if (!declined)
            {
                db.Refunds.Add(refund);
            }
            await db.SaveChangesAsync();
            return (answer, kept is null);
        }
        finally
        {
            Gate.Release();
        }
    }
}

internal sealed record RefundRequest(string Reference, string Payment, long Amount, string Currency);
