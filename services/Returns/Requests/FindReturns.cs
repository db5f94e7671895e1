using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// <c>GET /v1/find/returns</c>: this service's part of <c>GET /v1/find</c>: returns by the beginning of their RMA number, and orders by
/// the beginning of their number or of their customer's e-mail address.
/// </summary>
internal static class FindReturns
{
    private const int MaxOfKind = 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/find/returns", HandleAsync)
            .RequireRoles(Roles.Agent, Roles.Warehouse, Roles.Inspector, Roles.Finance, Roles.Admin)
            .ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(
        string q,
        Caller caller,
        ReturnsDb db,
        StorefrontScope scope,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.Identifier(q, "q", 100);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        List<List<FoundItem>> found =
        [
            await ReturnsAsync(db, scope.Storefronts, q, cancellation),
            await OrdersAsync(db, scope.Storefronts, q, cancellation),
            // Only roles that write to customers may search by their addresses.
            caller.Roles.Contains(Roles.Agent) || caller.Roles.Contains(Roles.Admin)
                ? await CustomersAsync(db, scope.Storefronts, q, cancellation)
                : [],
        ];
        return TypedResults.Ok(
            new FoundList([.. found.SelectMany(x => x.Take(MaxOfKind))], found.Exists(x => x.Count > MaxOfKind))
        );
    }

    private static async Task<List<FoundItem>> ReturnsAsync(
        ReturnsDb db,
        IReadOnlyList<string> storefronts,
        string text,
        CancellationToken cancellation
    )
    {
        if (RmaNumber.Complete(text) is not { } rma)
        {
            return [];
        }
        var found = await db
            .Returns.AsNoTracking()
            .Where(x => storefronts.Contains(x.StorefrontId) && x.IsApproved)
            .WhereBegins(x => x.RmaNumber, rma)
            .OrderBy(x => x.RmaNumber)
            .Take(MaxOfKind + 1)
            .Select(x => new
            {
                x.CorrelationId,
                x.RmaNumber,
                x.StorefrontId,
                x.OrderNumber,
                x.Status,
            })
            .ToListAsync(cancellation);
        return found.ConvertAll(x => new FoundItem(
            "return",
            x.RmaNumber,
            x.StorefrontId,
            x.OrderNumber,
            x.CorrelationId,
            x.Status
        ));
    }

    private static Task<List<FoundItem>> OrdersAsync(
        ReturnsDb db,
        IReadOnlyList<string> storefronts,
        string text,
        CancellationToken cancellation
    )
    {
        return db
            .Orders.AsNoTracking()
            .Where(x => storefronts.Contains(x.StorefrontId))
            .WhereBegins(x => x.Number, text)
            .OrderBy(x => x.Number)
            .Take(MaxOfKind + 1)
            .Select(x => new FoundItem("order", x.Number, x.StorefrontId, x.Number, null, null))
            .ToListAsync(cancellation);
    }

    private static Task<List<FoundItem>> CustomersAsync(
        ReturnsDb db,
        IReadOnlyList<string> storefronts,
        string text,
        CancellationToken cancellation
    )
    {
        return db
            .OrderContacts.AsNoTracking()
            .Where(x => storefronts.Contains(x.StorefrontId))
            .WhereBegins(x => x.EmailKey, text.ToLowerInvariant())
            .OrderBy(x => x.EmailKey)
            .Take(MaxOfKind + 1)
            .Join(
                db.Orders,
                x => x.OrderId,
                x => x.Id,
                (contact, order) =>
                    new FoundItem("customer", order.Number, order.StorefrontId, order.Number, null, null)
            )
            .ToListAsync(cancellation);
    }
}
