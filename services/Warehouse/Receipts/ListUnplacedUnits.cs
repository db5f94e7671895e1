using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary><c>GET /v1/warehouse/units/unplaced</c>: units that are on no line of a return, oldest first.</summary>
internal static class ListUnplacedUnits
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/warehouse/units/unplaced", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Agent, Roles.Admin)
            .WithSummary("List units that fit no line of a return, oldest first")
            .WithDescription(
                "Each waits in quarantine until it is assigned to a line. A unit of no known return is shown to those who act for all "
                    + "storefronts of its receipt. If these are several, a page may have fewer entries than its limit although another page follows."
            );

    private static async Task<Ok<Page<UnplacedUnitItem>>> HandleAsync(
        WarehouseDb db,
        Caller caller,
        StorefrontScope scope,
        CancellationToken cancellation,
        Guid? after = null,
        int limit = Page.DefaultLimit
    )
    {
        string[] storefronts = [.. scope.Storefronts, ""];
        // Without the storefront filter, for units that belong to no known return.
        var page = await Of(db, storefronts, after)
            .Join(db.Receipts, x => x.ReceiptId, x => x.Id, (unit, receipt) => new { Unit = unit, Receipt = receipt })
            .OrderBy(x => x.Unit.Id)
            .Select(x => new
            {
                x.Receipt.Storefronts,
                Item = new UnplacedUnitItem(
                    x.Unit.Id,
                    x.Unit.Outcome,
                    x.Unit.Code,
                    x.Unit.Location,
                    x.Unit.StorefrontId == "" ? null : x.Unit.StorefrontId,
                    x.Unit.ReturnId,
                    db.ExpectedReturns.Where(y => y.ReturnId == x.Unit.ReturnId)
                        .Select(y => y.RmaNumber)
                        .FirstOrDefault(),
                    x.Receipt.PublicId,
                    x.Receipt.ClosedAt == null,
                    x.Unit.ReceivedAt
                ),
            })
            .ToPageAsync(limit, x => x.Item.UnitId.ToString(), cancellation);
        var visible = page.Items.Where(x =>
            x.Item.Storefront is not null || x.Storefronts.All(caller.Storefronts.Contains)
        );
        return TypedResults.Ok(new Page<UnplacedUnitItem>([.. visible.Select(x => x.Item)], page.Next));
    }

    internal static IQueryable<Unit> Of(WarehouseDb db, IReadOnlyList<string> storefronts, Guid? after) =>
        db
            .Units.IgnoreQueryFilters()
            .AsNoTracking()
            .Where(x => x.Outcome != Outcomes.Expected && storefronts.Contains(x.StorefrontId))
            .Where(x => after == null || x.Id > after);
}

/// <param name="Code">The code on the unit's tag, as scanned; null: it was received without a code.</param>
/// <param name="Storefront">The storefront of the unit's return, or the only one of its receipt; null: not known.</param>
/// <param name="ReturnId">The return that the unit came with; null: none is known.</param>
/// <param name="ReceiptId">The receipt that the unit was scanned into.</param>
/// <param name="ReceiptIsOpen">True while the receipt is still open.</param>
/// <param name="ReceivedAt">When the unit was scanned, UTC.</param>
internal sealed record UnplacedUnitItem(
    Guid UnitId,
    [property: OneOf(Outcomes.Over, Outcomes.WrongItem, Outcomes.Unknown)] string Outcome,
    string? Code,
    string Location,
    string? Storefront,
    Guid? ReturnId,
    string? RmaNumber,
    Guid ReceiptId,
    bool ReceiptIsOpen,
    DateTimeOffset ReceivedAt
);
