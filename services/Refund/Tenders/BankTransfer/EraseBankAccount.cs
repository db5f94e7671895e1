using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>
/// <c>DELETE /v1/refunds/{id}/bank-account</c>: erases a bank account that is no longer needed. The payout is kept without it.
/// </summary>
internal static class EraseBankAccount
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapDelete("/v1/refunds/{id:guid}/bank-account", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Finance)
            .Writes<RefundDb>()
            .HonoursIfMatch()
            .WithSummary("Erase a bank account that no payout needs any more")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "payout_open");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id,
        HttpRequest http,
        RefundDb db,
        CancellationToken cancellation
    )
    {
        var refund = await db.Refunds.Include(x => x.Parts).FirstOrDefaultAsync(x => x.Id == id, cancellation);
        var account = await db.BankAccounts.FirstOrDefaultAsync(x => x.RefundId == id, cancellation);
        if (refund is null || account is null)
        {
            return Problem.NotFound("bank account");
        }
        if (ETag.Mismatch(http, account.Version) is { } changed)
        {
            return changed;
        }
        if (refund.Parts.Exists(x => x.Tender == Tender.CashOnDelivery && x.IsOpen))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "payout_open",
                "A transfer to this bank account is not confirmed yet."
            );
        }
        db.BankAccounts.Remove(account);
        // A new version, so that it conflicts with a part that is planned for a bank transfer at the same time.
        db.Entry(refund).Property(x => x.Version).IsModified = true;
        return TypedResults.NoContent();
    }
}
