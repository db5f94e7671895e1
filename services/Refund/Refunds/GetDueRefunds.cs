using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary><c>GET /v1/refunds/due</c>: promises that will be broken, before they are.</summary>
internal static class GetDueRefunds
{
    private const int MostHours = 8760;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/refunds/due", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin, Roles.Storefront)
            .WithSummary("Refunds on their way whose promised time is over within so many hours, the earliest first");

    private static async Task<Results<Ok<Page<DueRefund>>, ProblemHttpResult>> HandleAsync(
        RefundDb db,
        TimeProvider time,
        string? after,
        CancellationToken cancellation,
        int within = 24,
        int limit = Page.DefaultLimit
    )
    {
        var checks = new Checks();
        checks.That(within is >= 0 and <= MostHours, "within", $"must be a number of hours from 0 to {MostHours}");
        checks.That(DueCursor.TryParse(after, out var cursor), "after", "must be the next of an earlier page");
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var now = time.GetUtcNow();
        var (from, position) = (cursor?.PromisedBy, cursor?.Position);
        var page = await db
            .Refunds.AsNoTracking()
            .DueBy(now.AddHours(within))
            .Where(x => from == null || x.PromisedBy > from || (x.PromisedBy == from && x.Position > position))
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
            .ToPageAsync(limit, x => new DueCursor(x.Refund.PromisedBy, x.Position).ToString(), cancellation);
        return TypedResults.Ok(page.Map(x => x.Refund));
    }
}

/// <param name="Id">The refund.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="Status"><c>planned</c>, <c>submitted</c> or <c>unknown</c>.</param>
/// <param name="Amount">What is owed, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Paid">What went back of it so far, in minor units.</param>
/// <param name="PromisedBy">By when the customer was promised it, UTC.</param>
/// <param name="Breached">Whether that time is over.</param>
/// <param name="CreatedAt">When it was asked for, UTC.</param>
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
