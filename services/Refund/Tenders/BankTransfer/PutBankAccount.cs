using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary><c>PUT /v1/refunds/{id}/bank-account</c>: the bank account for the refund of cash on delivery.</summary>
internal static class PutBankAccount
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/v1/refunds/{id:guid}/bank-account", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>()
            .HonoursIfMatch()
            .WithSummary(
                "Set the bank account for the refund of cash on delivery; once finance has the transfer, only finance can change it"
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "payout_in_hand", "no_payout");

    private static async Task<Results<Ok<BankAccountView>, ProblemHttpResult>> HandleAsync(
        Guid id,
        BankAccountRequest request,
        Caller caller,
        HttpRequest http,
        RefundDb db,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        ILogger<BankAccount> logger,
        CancellationToken cancellation
    )
    {
        var given = request.Normal();
        var checks = given.Check();
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var refund = await db.Refunds.Include(x => x.Parts).FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (refund is null)
        {
            return Problem.NotFound("refund");
        }
        ReturnTrace.TagRow(refund);
        var account = await db.BankAccounts.FirstOrDefaultAsync(x => x.RefundId == id, cancellation);
        if (ETag.Mismatch(http, account?.Version) is { } changed)
        {
            return changed;
        }
        var isInHand = await db.Payouts.AnyAsync(x => x.RefundId == id && x.Status == Payout.ToPay, cancellation);
        if (isInHand && !caller.Roles.Contains(Roles.Finance))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "payout_in_hand",
                "Finance already has the transfer: only finance can change its bank account."
            );
        }
        var waiting = refund.Parts.FindAll(x => x is { Tender: Tender.CashOnDelivery, Status: RefundStatus.Planned });
        if (waiting.Count == 0 && !isInHand)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "no_payout",
                "No part of this refund waits for a bank account."
            );
        }
        if (account is null)
        {
            account = new BankAccount
            {
                RefundId = id,
                StorefrontId = refund.StorefrontId,
                Holder = given.Holder!,
            };
            db.BankAccounts.Add(account);
        }
        if (isInHand)
        {
            logger.LogInformation("Bank account of refund {RefundId} was corrected by {Person}", id, caller.PersonId);
        }
        (account.Holder, account.Iban, account.ToldAt) = (given.Holder!, given.Iban, time.GetUtcNow());
        (account.AccountNumber, account.BankCode) = (given.AccountNumber, given.BankCode);
        foreach (var part in refund.WaitingFor is null ? waiting : [])
        {
            part.DueAt = clock.UtcNow;
        }
        // A new version, so that a concurrent approval or worker conflicts and is retried.
        db.Entry(refund).Property(x => x.Version).IsModified = true;
        return TypedResults.Ok(BankAccountView.Of(account, ETag.AfterCommit(db, account)));
    }
}
