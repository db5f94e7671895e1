using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary><c>GET /v1/refunds/due</c>: open refunds that are promised soon or are late.</summary>
internal static class GetDueRefunds
{
    private const int MaxHours = 8760;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/refunds/due", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin, Roles.Storefront)
            .WithSummary("List open refunds that are promised within the given hours or are late, the earliest first");

    private static async Task<Results<Ok<Page<DueRefund>>, ProblemHttpResult>> HandleAsync(
        RefundDb db,
        TimeProvider time,
        Guid? after,
        CancellationToken cancellation,
        int within = 24,
        int limit = Page.DefaultLimit
    )
    {
        var refunds = db.Refunds.AsNoTracking();
        var last = after is null ? null : await refunds.FirstOrDefaultAsync(x => x.Position == after, cancellation);
        var checks = new Checks();
        checks.That(within is >= 0 and <= MaxHours, "within", $"must be a number of hours from 0 to {MaxHours}");
        checks.That(after is null || last is not null, "after", "must be the next of an earlier page");
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var now = time.GetUtcNow();
        var from = last?.PromisedBy;
        var page = await refunds
            .PromisedBefore(now.AddHours(within))
            .Where(x => from == null || x.PromisedBy > from || (x.PromisedBy == from && x.Position > after))
            .OrderBy(x => x.PromisedBy)
            .ThenBy(x => x.Position)
            .Select(x => new
            {
                x.Position,
                Refund = new DueRefund(
                    x.Id,
                    x.ReturnId,
                    x.OrderNumber,
                    x.Status,
                    x.Amount,
                    x.Currency,
                    x.Parts.Where(part => part.Status == RefundStatus.Succeeded).Sum(part => part.Amount),
                    x.PromisedBy!.Value,
                    x.PromisedBy < now,
                    x.CreatedAt
                ),
            })
            .ToPageAsync(limit, x => $"{x.Position}", cancellation);
        return TypedResults.Ok(page.Map(x => x.Refund));
    }
}

/// <param name="Id">The refund.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="Status"><c>planned</c>, <c>submitted</c> or <c>unknown</c>.</param>
/// <param name="Amount">The amount owed, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Paid">How much of it was paid so far, in minor units.</param>
/// <param name="PromisedBy">By when the customer was promised the refund, UTC.</param>
/// <param name="Breached">True when that time has passed.</param>
/// <param name="CreatedAt">When it was requested, UTC.</param>
internal sealed record DueRefund(
    Guid Id,
    Guid ReturnId,
    string OrderNumber,
    [property: OneOf(typeof(RefundStatus))] string Status,
    long Amount,
    string Currency,
    long Paid,
    DateTimeOffset PromisedBy,
    bool Breached,
    DateTimeOffset CreatedAt
);
