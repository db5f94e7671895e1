using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>
/// <c>POST /v1/payouts/{id}/failed</c>: the bank refused the transfer, or it came back, which reverses a part that had succeeded.
/// </summary>
internal static class FailPayout
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/payouts/{id:guid}/failed", HandleAsync)
            .RequireRoles(Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary("Report that a transfer was refused or came back, and why")
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<Results<Ok<PayoutView>, ProblemHttpResult>> HandleAsync(
        Guid id,
        FailedRequest request,
        Caller caller,
        RefundDb db,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        if (!checks.Text(request.Reason, "reason", Payout.MaxReason))
        {
            return checks.ToProblem();
        }
        var payout = await db.Payouts.FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (payout is null)
        {
            return Problem.NotFound("payout");
        }
        if (payout.Status != Payout.Failed)
        {
            (payout.Status, payout.Reason) = (Payout.Failed, request.Reason);
            // The bank account may be wrong: the next transfer needs it told again.
            await ForgetAccountAsync(db, payout, cancellation);
            await payout.ToldAsync(db, caller, time.GetUtcNow(), clock.UtcNow, cancellation);
        }
        return TypedResults.Ok(await payout.ViewAsync(db, cancellation));
    }

    private static async Task ForgetAccountAsync(RefundDb db, Payout payout, CancellationToken cancellation)
    {
        var isNeeded = await db.Payouts.AnyAsync(
            x => x.RefundId == payout.RefundId && x.Id != payout.Id && x.Status == Payout.ToPay,
            cancellation
        );
        var account = await db.BankAccounts.FirstOrDefaultAsync(x => x.RefundId == payout.RefundId, cancellation);
        if (account is not null && !isNeeded)
        {
            db.BankAccounts.Remove(account);
        }
    }
}

/// <param name="Reason">The bank's reason, without personal data.</param>
internal sealed record FailedRequest(string? Reason);
