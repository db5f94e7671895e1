using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

internal static class GetRefunds
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/refunds", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin, Roles.Storefront)
            .WithSummary(
                "List refunds, oldest first; of one status or one return, or those that wait for approval or a bank account"
            );

    private static async Task<Ok<Page<RefundSummary>>> HandleAsync(
        RefundDb db,
        [OneOf(typeof(RefundStatus))] string? status,
        Guid? returnId,
        [OneOf(Refund.Approval, Refund.BankAccount)] string? waiting,
        Guid? after,
        CancellationToken cancellation,
        int limit = Page.DefaultLimit
    )
    {
        var refunds = db.Refunds.AsNoTracking();
        if (waiting == Refund.BankAccount)
        {
            refunds = refunds.WaitingForBankAccount(db);
        }
        else if (waiting is not null)
        {
            refunds = refunds.Where(x => x.WaitingFor == waiting);
        }
        var withoutAccount = db.Refunds.WaitingForBankAccount(db);
        var page = await refunds
            .Where(x => status == null || x.Status == status)
            .Where(x => returnId == null || x.ReturnId == returnId)
            .Where(x => after == null || x.Position > after)
            .OrderBy(x => x.Position)
            .Select(x => new
            {
                x.Position,
                Refund = new RefundSummary(
                    x.Id,
                    x.ReturnId,
                    x.OrderNumber,
                    x.Status,
                    x.Amount,
                    x.Currency,
                    x.Parts.Where(part => part.Status == RefundStatus.Succeeded).Sum(part => part.Amount),
                    x.Reason,
                    x.CreatedAt,
                    withoutAccount.Any(y => y.Id == x.Id) ? Refund.BankAccount : x.WaitingFor,
                    x.Reviews.OrderBy(y => y.Id)
                        .Select(y => new ReviewItem(y.What, y.By, y.ByName, y.At, y.Note))
                        .ToList(),
                    x.Shortfall,
                    ETag.Of(x.Version)
                ),
            })
            .ToPageAsync(limit, x => x.Position.ToString(), cancellation);
        if (returnId is { } id && page.Items.Count > 0)
        {
            ReturnTrace.Tag(id);
        }
        return TypedResults.Ok(page.Map(x => x.Refund));
    }
}

/// <param name="Id">The refund.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="Status"><c>planned</c>, <c>submitted</c>, <c>unknown</c>, <c>succeeded</c>, <c>failed</c> or <c>reversed</c>.</param>
/// <param name="Amount">The amount owed, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Paid">How much of it was paid, in minor units: a failed refund may be paid in part.</param>
/// <param name="Reason">Why it failed, or why a part of it did.</param>
/// <param name="CreatedAt">When it was requested, UTC.</param>
/// <param name="WaitingFor"><c>approval</c>: a second person must approve it; <c>bank_account</c>: the storefront must provide the account for a bank transfer; null: nothing.</param>
/// <param name="Shortfall">How much of the amount is not owed, because it exceeded the caps of the payments.</param>
/// <param name="Reviews">The decisions of people who approved it, refused it or paid it again, oldest first.</param>
/// <param name="Etag">For <c>If-Match</c>.</param>
internal sealed record RefundSummary(
    Guid Id,
    Guid ReturnId,
    string OrderNumber,
    [property: OneOf(typeof(RefundStatus))] string Status,
    long Amount,
    string Currency,
    long Paid,
    string? Reason,
    DateTimeOffset CreatedAt,
    [property: OneOf(Refund.Approval, Refund.BankAccount)] string? WaitingFor,
    IReadOnlyList<ReviewItem> Reviews,
    long Shortfall,
    string Etag
)
{
    /// <summary>The id of the person who made the last decision.</summary>
    public string? ReviewedBy => Reviews is [.., var last] ? last.By : null;

    /// <summary>The name of that person.</summary>
    public string? ReviewedByName => Reviews is [.., var last] ? last.ByName : null;

    /// <summary>What the refund waits for: <see cref="WaitingFor"/>, <c>submission</c> or <c>provider_answer</c>; null: nothing.</summary>
    public string? Next =>
        WaitingFor
        ?? Status switch
        {
            RefundStatus.Planned => "submission",
            RefundStatus.Submitted or RefundStatus.Unknown => "provider_answer",
            _ => null,
        };

    public static RefundSummary Of(Refund it, string etag) =>
        new(
            it.Id,
            it.ReturnId,
            it.OrderNumber,
            it.Status,
            it.Amount,
            it.Currency,
            it.Paid,
            it.Reason,
            it.CreatedAt,
            it.WaitingFor,
            it.Reviews.ConvertAll(x => new ReviewItem(x.What, x.By, x.ByName, x.At, x.Note)),
            it.Shortfall,
            etag
        );
}
