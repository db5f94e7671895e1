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
                "Refunds, oldest first; of one status or one return, or that wait for approval or a bank account"
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
            refunds = refunds.WithoutAccount(db);
        }
        else if (waiting is not null)
        {
            refunds = refunds.Where(x => x.WaitingFor == waiting);
        }
        var withoutAccount = db.Refunds.WithoutAccount(db);
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
                    x.ReviewedBy,
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
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="Status"><c>planned</c>, <c>submitted</c>, <c>unknown</c>, <c>succeeded</c>, <c>failed</c> or <c>reversed</c>.</param>
/// <param name="Amount">What is owed, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Paid">What the provider has paid back of it, in minor units: of a failed refund it may be some.</param>
/// <param name="Reason">Why it failed, or why a part of it did.</param>
/// <param name="CreatedAt">When it was asked for, UTC.</param>
/// <param name="WaitingFor"><c>approval</c>: a second person has to agree before it goes on its way; <c>bank_account</c>: what was paid on delivery waits for one; null: nothing.</param>
/// <param name="ReviewedBy">Who decided about it last.</param>
/// <param name="Shortfall">How much of the amount its payments could not give, as it went back by other means: nobody owes it.</param>
/// <param name="Reviews">Who approved it, refused it or paid it again, oldest first.</param>
/// <param name="Etag">What to give as <c>If-Match</c>; only in lists.</param>
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
    [property: OneOf(Refund.Approval, Refund.BankAccount)] string? WaitingFor = null,
    string? ReviewedBy = null,
    IReadOnlyList<ReviewItem>? Reviews = null,
    long Shortfall = 0,
    string? Etag = null
)
{
    /// <summary>What happens next.</summary>
    public string? Next =>
        WaitingFor
        ?? Status switch
        {
            RefundStatus.Planned => "submission",
            RefundStatus.Submitted or RefundStatus.Unknown => "provider_answer",
            _ => null,
        };

    public static RefundSummary Of(Refund it) =>
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
            it.ReviewedBy,
            it.Reviews.ConvertAll(ReviewItem.Of),
            it.Shortfall
        );
}
