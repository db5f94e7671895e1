using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary><c>GET /v1/payouts</c>: transfers that finance must make, or has made.</summary>
internal static class GetPayouts
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/payouts", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WithSummary("List bank transfers of refunds, oldest first; of one status or refund");

    private static async Task<Ok<Page<PayoutView>>> HandleAsync(
        RefundDb db,
        [OneOf(Payout.ToPay, Payout.Paid, Payout.Failed)] string? status,
        Guid? refundId,
        Guid? after,
        CancellationToken cancellation,
        int limit = Page.DefaultLimit
    )
    {
        var page = await db
            .Payouts.AsNoTracking()
            .Where(x => status == null || x.Status == status)
            .Where(x => refundId == null || x.RefundId == refundId)
            .Where(x => after == null || x.Position > after)
            .OrderBy(x => x.Position)
            .ToPageAsync(limit, x => $"{x.Position}", cancellation);
        var accounts = await db.AccountsOfAsync(page.Items, cancellation);
        return TypedResults.Ok(
            page.Map(x =>
                PayoutView.Of(x, BankAccountView.Of(accounts.GetValueOrDefault(x.RefundId)), ETag.Of(x.Version))
            )
        );
    }

    public static Task<Dictionary<Guid, BankAccount>> AccountsOfAsync(
        this RefundDb db,
        IReadOnlyList<Payout> payouts,
        CancellationToken cancellation
    )
    {
        var refunds = payouts.Select(x => x.RefundId).Distinct().ToList();
        return db
            .BankAccounts.AsNoTracking()
            .Where(x => refunds.Contains(x.RefundId))
            .ToDictionaryAsync(x => x.RefundId, cancellation);
    }
}

/// <param name="Id">The payout: the part of the refund that it pays.</param>
/// <param name="RefundId">The refund.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="Status"><c>to_pay</c>, <c>paid</c> or <c>failed</c>.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="BankAccount">The masked bank account; null: it was erased.</param>
/// <param name="Reference">The bank's reference of the transfer.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="CreatedAt">When it was handed to finance, UTC.</param>
/// <param name="ToldAt">When finance reported the outcome, UTC.</param>
/// <param name="ToldBy">The id of the person who reported it.</param>
/// <param name="ToldByName">The name of that person.</param>
/// <param name="Etag">For <c>If-Match</c>.</param>
internal sealed record PayoutView(
    Guid Id,
    Guid RefundId,
    Guid ReturnId,
    string StorefrontId,
    string OrderNumber,
    [property: OneOf(Payout.ToPay, Payout.Paid, Payout.Failed)] string Status,
    long Amount,
    string Currency,
    BankAccountView? BankAccount,
    string? Reference,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ToldAt,
    string? ToldBy,
    string? ToldByName,
    string Etag
)
{
    public static PayoutView Of(Payout it, BankAccountView? account, string etag) =>
        new(
            it.Id,
            it.RefundId,
            it.ReturnId,
            it.StorefrontId,
            it.OrderNumber,
            it.Status,
            it.Amount,
            it.Currency,
            account,
            it.Reference,
            it.Reason,
            it.CreatedAt,
            it.ToldAt,
            it.ToldBy,
            it.ToldByName,
            etag
        );
}
