using System.Linq.Expressions;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Parcels;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>
/// Finds the returns that a parcel may belong to. An RMA number excludes all others. For each storefront, only the returns that
/// are still expected are shown; if it has none, those that were received or stopped are shown, so that a second or
/// late parcel is recognised. Order and tracking numbers are a storefront's own claim, and another storefront's parcel may have them, too:
/// if several storefronts share the dock, they identify no return. An RMA number does, and so does a carrier's report of
/// both numbers to a caller who acts for all of them.
/// </summary>
internal static class ScanParcel
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/scans", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Admin)
            .Writes<WarehouseDb>(keyInBody: true)
            .WithSummary("Scan a parcel by its RMA, tracking or order number")
            .WithDescription(
                "Finds the returns that the parcel may belong to, and opens the receipt. With the match one, the return is "
                    + "identified, and the parcel's units are then matched to it. A person who acts for several storefronts gets "
                    + "the match several also for a single return that was found by its order number, or by a tracking number "
                    + "that only its storefront reported: another storefront's parcel may have that number. Scan its RMA number, or "
                    + "name the return with the first unit. A SKU or GTIN finds nothing here."
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "receipt_closed", "receipt_full")
            .Problems(StatusCodes.Status422UnprocessableEntity, "scan_id_reused");

    private static async Task<Results<Ok<ParcelScanResponse>, ProblemHttpResult>> HandleAsync(
        ParcelScanRequest request,
        ScanRecorder scans,
        WarehouseDb db,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        ScanRecorder.Check(checks, request, request.ReceiptId);
        checks.Identifier(request.Station, "station", 100);
        checks.Code(request.Code, "code");
        return checks.Failed
            ? checks.ToProblem()
            : await scans.RecordOnceAsync(request, request.ReceiptId, opens: true, FindAsync, cancellation);

        async Task<Results<Ok<ParcelScanResponse>, ProblemHttpResult>> FindAsync(Receipt receipt, DateTimeOffset at)
        {
            var code = Codes.Clean(request.Code);
            var key = Codes.Key(code);
            List<Parcel> parcels = [];
            var found = await FirstAsync(db.ExpectedReturns.Where(x => x.RmaKey == key), cancellation);
            var isSure = receipt.Storefronts.Count == 1 || found is not [];
            if (found is [])
            {
                parcels = await ParcelsAsync(db, caller, x => x.TrackingKey == key, cancellation);
                var ofAll = parcels.FindAll(x => receipt.Storefronts.All(x.Storefronts.Contains));
                var orderNumber = ofAll is [] ? code : null;
                found = await CandidatesAsync(db, orderNumber, key, parcels, cancellation);
                var sure = found
                    .Where(x => ofAll.Exists(parcel => parcel.HasOnLabel(x.ReturnId)))
                    .Select(x => x.StorefrontId)
                    .ToHashSet();
                if (sure.Count > 0)
                {
                    (isSure, found) = (true, found.FindAll(x => sure.Contains(x.StorefrontId)));
                }
            }
            var isIdentified = isSure && found is [_];
            if (receipt.RefuseReturns(found.Select(x => x.ReturnId)) is { } full)
            {
                return full;
            }
            if (isIdentified && parcels is [] && !receipt.IdentifiedReturns.Contains(found[0].ReturnId))
            {
                var one = found[0].ReturnId;
                // The parcel's own number was not scanned: if the return has exactly one parcel on its way, it is assumed to be this one.
                parcels = await ParcelsAsync(
                    db,
                    caller,
                    x => x.ArrivedAt == null && x.Returns.Any(it => it.ReturnId == one),
                    cancellation
                );
                parcels = parcels is [_] ? parcels : [];
            }
            parcels.ForEach(x => x.ArrivedAt ??= at);
            foreach (var expected in found)
            {
                receipt.Add(expected.ReturnId, expected.StorefrontId, isIdentified);
            }
            if (found is [var only])
            {
                ReturnTrace.Tag(only.ReturnId, only);
            }
            var match = found switch
            {
                [] => ParcelMatches.None,
                [var single] when receipt.IdentifiedReturns.Contains(single.ReturnId) => ParcelMatches.One,
                _ => ParcelMatches.Several,
            };
            return TypedResults.Ok(
                new ParcelScanResponse(
                    match,
                    request.ReceiptId,
                    await ReturnCandidate.OfAsync(db, found, db.ExpectedReturnLines, cancellation),
                    caller.PersonId,
                    caller.PersonName
                )
            );
        }
    }

    private static async Task<List<ExpectedReturn>> CandidatesAsync(
        WarehouseDb db,
        string? orderNumber,
        string key,
        List<Parcel> parcels,
        CancellationToken cancellation
    )
    {
        List<Guid> reported = [.. parcels.SelectMany(x => x.Returns).Select(x => x.ReturnId).Distinct()];
        List<ExpectedReturn> found =
        [
            .. await OfEachStorefrontAsync(
                db.ExpectedReturns.Where(x => x.TrackingKey == key || x.OrderNumber == orderNumber),
                cancellation
            ),
            // Returns of several orders; a separate query, so that each query has its index.
            .. await OfEachStorefrontAsync(
                db.ExpectedReturns.Where(x =>
                    x.OrderNumber != orderNumber && x.Lines.Any(line => line.OrderNumber == orderNumber)
                ),
                cancellation
            ),
            .. await OfEachStorefrontAsync(db.ExpectedReturns.Where(x => reported.Contains(x.ReturnId)), cancellation),
        ];
        var expecting = found
            .Where(x => x.State == ExpectedReturnStates.Expected)
            .Select(x => x.StorefrontId)
            .ToHashSet();
        return
        [
            .. found
                .DistinctBy(x => x.ReturnId)
                .Where(x => x.State == ExpectedReturnStates.Expected || !expecting.Contains(x.StorefrontId))
                .OrderByDescending(x => x.State == ExpectedReturnStates.Expected)
                .ThenBy(x => x.HandOverBy),
        ];
    }

    /// <summary>Parcels that a carrier reported, with the returns in them.</summary>
    private static async Task<List<Parcel>> ParcelsAsync(
        WarehouseDb db,
        Caller caller,
        Expression<Func<Parcel, bool>> where,
        CancellationToken cancellation
    )
    {
        var parcels = await db.Parcels.Include(x => x.Returns).Where(where).ToListAsync(cancellation);
        return parcels.FindAll(x => x.Storefronts.All(caller.Storefronts.Contains));
    }

    /// <summary>A limited number for each storefront, so that many returns of one do not hide another's.</summary>
    private static async Task<List<ExpectedReturn>> OfEachStorefrontAsync(
        IQueryable<ExpectedReturn> matching,
        CancellationToken cancellation
    )
    {
        List<ExpectedReturn> found = [];
        foreach (var storefront in await matching.Select(x => x.StorefrontId).Distinct().ToListAsync(cancellation))
        {
            found.AddRange(await FirstAsync(matching.Where(x => x.StorefrontId == storefront), cancellation));
        }
        return found;
    }

    private static Task<List<ExpectedReturn>> FirstAsync(
        IQueryable<ExpectedReturn> returns,
        CancellationToken cancellation
    ) =>
        returns
            .AsNoTracking()
            .OrderByDescending(x => x.State == ExpectedReturnStates.Expected)
            .ThenBy(x => x.HandOverBy)
            .ThenBy(x => x.ReturnId)
            .Take(ReturnCandidate.MaxOfStorefront)
            .ToListAsync(cancellation);
}

/// <summary>The results of a parcel scan.</summary>
internal static class ParcelMatches
{
    public const string None = "none";

    /// <summary>One return, which is identified.</summary>
    public const string One = "one";

    /// <summary>Several returns, or one that may not be in the parcel.</summary>
    public const string Several = "several";
}

internal sealed record ParcelScanRequest(
    Guid ScanId,
    Guid ReceiptId,
    string Code,
    string Station,
    DateTimeOffset ScannedAt
) : IScan
{
    static string IScan.Kind => "parcel";
}

internal sealed record ParcelScanResponse(
    [property: OneOf(typeof(ParcelMatches))] string Match,
    Guid ReceiptId,
    IReadOnlyList<ReturnCandidate> Candidates,
    string By,
    string ByName
);
