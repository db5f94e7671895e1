using Microsoft.EntityFrameworkCore;
using static AfterSalesMesh.SandboxProvider.Faults;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// <c>POST /v1/refunds</c>. A payment reference that ends in <c>-slow</c> is answered late, <c>-declined</c> with 402,
/// <c>-silent</c> never (though the money goes back), <c>-silent-once</c> not the first time, <c>-down-once</c> with 503
/// the first time. With <c>-reversed</c> the refund succeeds, and is reversed some seconds later.
/// </summary>
internal static class PostRefund
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/refunds", HandleAsync);

    private static async Task<IResult> HandleAsync(
        RefundRequest request,
        HttpContext context,
        SandboxDb db,
        Faults faults,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (SandboxApp.KeyOf(context.Request) is not { } key)
        {
            return SandboxApp.KeyIsNeeded();
        }
        if (request is not { Reference.Length: > 0, Payment.Length: > 0, Currency.Length: 3, Amount: > 0 })
        {
            return Results.Problem("reference, payment, amount (above 0) and currency are required.", statusCode: 400);
        }
        await faults.DelayAsync(request.Payment, cancellation);
        if (faults.IsDown(request.Payment, key))
        {
            return SandboxApp.TemporarilyDown();
        }
        if (Has(request.Payment, "-reversed"))
        {
            await db.PlanReversalAsync(request.Reference, time.GetUtcNow() + faults.UntilReversal);
        }
        var (answer, isFirst) = await SandboxDb.AloneAsync(() => TakeAsync(db, key, request, time.GetUtcNow()));
        if (answer.Request != request.ToString())
        {
            return SandboxApp.KeyWasReused();
        }
        if (Has(request.Payment, "-silent") || (isFirst && Has(request.Payment, "-silent-once")))
        {
            context.Abort();
            return Results.Empty;
        }
        return answer.RefundId is null
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
        if (await db.Answers.FirstOrDefaultAsync(x => x.IdempotencyKey == key) is { } known)
        {
            return (known, false);
        }
        SandboxRefund? refund = null;
        if (!Has(request.Payment, "-declined"))
        {
            refund = new SandboxRefund(
                $"rf_{Guid.CreateVersion7(now):N}",
                request.Reference,
                request.Payment,
                request.Amount,
                request.Currency,
                SandboxRefund.Succeeded,
                now
            );
            db.Refunds.Add(refund);
        }
        var answer = new SandboxAnswer(key, request.ToString(), refund?.Id);
        db.Answers.Add(answer);
        await db.SaveChangesAsync();
        return (answer, true);
    }
}

internal sealed record RefundRequest(string Reference, string Payment, long Amount, string Currency);
