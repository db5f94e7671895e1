using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>
/// <c>POST /v1/payouts/{id}/paid</c> and <c>/failed</c>: finance reports the outcome of a transfer. Its part becomes due, and the
/// worker records the outcome. A transfer that failed after it was paid reverses its part.
/// </summary>
internal static class ReportPayout
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MapReport(routes, "paid", ConfirmAsync)
            .WithName("confirmPayout")
            .WithSummary("Confirm that a transfer was made, with the bank's reference")
            .Problems(StatusCodes.Status409Conflict, "not_to_pay");
        MapReport(routes, "failed", FailAsync)
            .WithName("failPayout")
            .WithSummary("Report that a transfer was refused or came back, with the reason");
    }

    private static RouteHandlerBuilder MapReport(IEndpointRouteBuilder routes, string outcome, Delegate handler) =>
        routes
            .MapPost($"/v1/payouts/{{id:guid}}/{outcome}", handler)
            .RequireRoles(Roles.Finance)
            .Writes<RefundDb>(keyRequired: true)
            .HonoursIfMatch()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<Results<Ok<PayoutView>, ProblemHttpResult>> ConfirmAsync(
        Guid id,
        PaidRequest request,
        HttpRequest http,
        Caller caller,
        RefundDb db,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        if (!checks.Identifier(request.Reference, "reference", Payout.MaxReference))
        {
            return checks.ToProblem();
        }
        var payout = await db.Payouts.FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (payout is null)
        {
            return Problem.NotFound("payout");
        }
        if (ETag.Mismatch(http, payout.Version) is { } changed)
        {
            return changed;
        }
        if (payout.Status != Payout.ToPay && (payout.Status, payout.Reference) != (Payout.Paid, request.Reference))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "not_to_pay",
                payout.Status == Payout.Failed
                    ? "This payout was already reported as failed."
                    : $"This payout was already confirmed, with reference '{payout.Reference}'."
            );
        }
        var account = await AccountOfAsync(db, payout, cancellation);
        if (payout.Status == Payout.ToPay)
        {
            (payout.Status, payout.Reference) = (Payout.Paid, request.Reference);
            await ReportAsync(db, payout, caller, time, clock, cancellation);
        }
        return TypedResults.Ok(PayoutView.Of(payout, BankAccountView.Of(account), ETag.AfterCommit(db, payout)));
    }

    private static async Task<Results<Ok<PayoutView>, ProblemHttpResult>> FailAsync(
        Guid id,
        FailedRequest request,
        HttpRequest http,
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
        if (ETag.Mismatch(http, payout.Version) is { } changed)
        {
            return changed;
        }
        var account = await AccountOfAsync(db, payout, cancellation);
        if (payout.Status != Payout.Failed)
        {
            (payout.Status, payout.Reason) = (Payout.Failed, request.Reason);
            await ReportAsync(db, payout, caller, time, clock, cancellation);
            if (account is not null && !await IsNeededAsync(db, payout, cancellation))
            {
                // The account may be wrong, so it must be provided again for the next transfer.
                db.BankAccounts.Remove(account);
            }
        }
        return TypedResults.Ok(PayoutView.Of(payout, BankAccountView.Of(account), ETag.AfterCommit(db, payout)));
    }

    private static async Task ReportAsync(
        RefundDb db,
        Payout payout,
        Caller caller,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        (payout.ToldBy, payout.ToldByName, payout.ToldAt) = (caller.PersonId, caller.PersonName, time.GetUtcNow());
        var part = await db.RefundParts.SingleAsync(x => x.Id == payout.Id, cancellation);
        part.DueAt = clock.UtcNow;
    }

    private static Task<BankAccount?> AccountOfAsync(RefundDb db, Payout payout, CancellationToken cancellation) =>
        db.BankAccounts.FirstOrDefaultAsync(x => x.RefundId == payout.RefundId, cancellation);

    /// <summary>True while another transfer of the refund is still to be made to the bank account.</summary>
    private static Task<bool> IsNeededAsync(RefundDb db, Payout payout, CancellationToken cancellation) =>
        db.Payouts.AnyAsync(
            x => x.RefundId == payout.RefundId && x.Id != payout.Id && x.Status == Payout.ToPay,
            cancellation
        );
}

/// <param name="Reference">The bank's reference of the transfer.</param>
internal sealed record PaidRequest(string? Reference);

/// <param name="Reason">The bank's reason, without personal data.</param>
internal sealed record FailedRequest(string? Reason);
