using System.Globalization;
using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>
/// <c>GET /v1/find/warehouse</c>: this service's part of <c>GET /v1/find</c>: expected returns by the beginning of their tracking
/// number, and receipts by the beginning of their id.
/// </summary>
internal static class FindParcels
{
    private const int MaxOfKind = 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/find/warehouse", HandleAsync)
            .RequireRoles(Roles.Agent, Roles.Warehouse, Roles.Inspector, Roles.Finance, Roles.Admin)
            .ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(
        string q,
        WarehouseDb db,
        Caller caller,
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
        var parcels = await ParcelsAsync(db, scope.Storefronts, q, cancellation);
        var receipts = await ReceiptsAsync(db, caller, scope.Storefronts, q, cancellation);
        return TypedResults.Ok(
            new FoundList(
                [.. parcels.Take(MaxOfKind), .. receipts.Take(MaxOfKind)],
                parcels.Count > MaxOfKind || receipts.Count > MaxOfKind
            )
        );
    }

    private static async Task<List<FoundItem>> ParcelsAsync(
        WarehouseDb db,
        IReadOnlyList<string> storefronts,
        string text,
        CancellationToken cancellation
    ) =>
        Codes.Key(text) is { Length: > 0 } key
            ? await db
                .ExpectedReturns.AsNoTracking()
                .Where(x => storefronts.Contains(x.StorefrontId))
                .WhereBegins(x => x.TrackingKey, key)
                .OrderBy(x => x.TrackingKey)
                .Take(MaxOfKind + 1)
                .Select(x => new FoundItem(
                    "parcel",
                    x.TrackingNumber!,
                    x.StorefrontId,
                    x.OrderNumber,
                    x.ReturnId,
                    x.State
                ))
                .ToListAsync(cancellation)
            : [];

    private static async Task<List<FoundItem>> ReceiptsAsync(
        WarehouseDb db,
        Caller caller,
        IReadOnlyList<string> storefronts,
        string text,
        CancellationToken cancellation
    )
    {
        if (RangeOf(text) is not var (from, until))
        {
            return [];
        }
        var found = await db
            .Receipts.AsNoTracking()
            .Where(x => x.PublicId >= from && x.PublicId <= until)
            .Join(
                db.ReceiptReturns.Where(x => storefronts.Contains(x.StorefrontId)),
                x => x.Id,
                x => x.ReceiptId,
                (receipt, of) =>
                    new
                    {
                        receipt.PublicId,
                        receipt.Storefronts,
                        receipt.ClosedAt,
                        of.StorefrontId,
                        of.ReturnId,
                    }
            )
            .OrderBy(x => x.PublicId)
            .ThenBy(x => x.ReturnId)
            .Take(MaxOfKind + 1)
            .ToListAsync(cancellation);
        return
        [
            .. found
                // A receipt belongs to all storefronts of the person who opened it.
                .Where(x => x.Storefronts.All(caller.Storefronts.Contains))
                .Select(x => new FoundItem(
                    "receipt",
                    $"{x.PublicId}",
                    x.StorefrontId,
                    null,
                    x.ReturnId,
                    x.ClosedAt is null ? "open" : "closed"
                )),
        ];
    }

    /// <summary>The range of ids that begin with the given hexadecimal digits; null: no id does.</summary>
    private static (Guid From, Guid Until)? RangeOf(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Length is >= 1 and <= 32 && digits.All(char.IsAsciiHexDigit)
            ? (Parse(digits.PadRight(32, '0')), Parse(digits.PadRight(32, 'f')))
            : null;

        static Guid Parse(string id) => Guid.Parse(id, CultureInfo.InvariantCulture);
    }
}
