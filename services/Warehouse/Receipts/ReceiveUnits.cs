using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>
/// Records the units of a parcel and their locations. When it is not known whose parcel it is, the answer names the returns
/// that a unit may belong to, and nothing is recorded until a scan names the return.
/// </summary>
internal static class ReceiveUnits
{
    private const int MaxQuantity = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/receipts/{receiptId:guid}/units", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Admin)
            .Writes<WarehouseDb>(keyInBody: true)
            .WithSummary("Scan units out of a parcel, by SKU, GTIN or order line")
            .WithDescription(
                "One scan may have several outcomes: if five units are scanned where three are expected, three are expected and two are over. "
                    + "outcome is then the one that needs attention, and parts has the outcome of each unit. "
                    + "With the outcome several, the unit may belong to returns of different storefronts, also to one whose return is "
                    + "not among the candidates: nothing was recorded. "
                    + "Choose one of the candidates and scan again, with a new scanId and its returnId; further units of the "
                    + "receipt are then matched to that return."
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "receipt_closed", "receipt_full", "other_storefront")
            .Problems(StatusCodes.Status422UnprocessableEntity, "scan_id_reused");

    private static async Task<Results<Ok<UnitScanResponse>, ProblemHttpResult>> HandleAsync(
        Guid receiptId,
        UnitScanRequest request,
        ScanRecorder scans,
        UnitReceiver units,
        WarehouseDb db,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        ScanRecorder.Check(checks, request, receiptId);
        checks.That(request.Code is not null || request.LineId is not null, "code", "must be given, or lineId");
        checks.That(request.Quantity is >= 1 and <= MaxQuantity, "quantity", $"must be from 1 to {MaxQuantity}");
        if (request.Code is not null)
        {
            checks.Code(request.Code, "code");
        }
        checks.OptionalIdentifier(request.LineId, "lineId", 100);
        checks.OptionalIdentifier(request.OrderNumber, "orderNumber", 100);
        return checks.Failed
            ? checks.ToProblem()
            : await scans.RecordOnceAsync(
                request,
                receiptId,
                opens: request.ReturnId is not null,
                ReceiveAsync,
                cancellation
            );

        async Task<Results<Ok<UnitScanResponse>, ProblemHttpResult>> ReceiveAsync(Receipt receipt, DateTimeOffset at)
        {
            Guid[] ids = request.ReturnId is { } wanted
                ? [wanted]
                : [.. receipt.PossibleReturns().Select(x => x.ReturnId)];
            var returns = await db.ExpectedReturns.Where(x => ids.Contains(x.ReturnId)).ToListAsync(cancellation);
            if (request.ReturnId is { } id)
            {
                if (returns is not [var named])
                {
                    return await IsOfCallerAsync(db, caller, id, cancellation)
                        ? OtherStorefront(receipt, id)
                        : Problem.NotFound("return");
                }
                if (receipt.RefuseReturns(ids) is { } full)
                {
                    return full;
                }
                receipt.Add(id, named.StorefrontId, isIdentified: true);
            }
            var code = request.Code is null ? null : Codes.Clean(request.Code);
            var fitting = FittingLines(db, ids, code, request);
            var maySpanStorefronts = !receipt.IsStorefrontKnown || returns.DistinctBy(x => x.StorefrontId).Count() > 1;
            if (maySpanStorefronts && await fitting.AnyAsync(cancellation))
            {
                // A unit is never matched across storefronts: a person has to name its return first.
                var candidates = await CandidatesAsync(db, returns, fitting, cancellation);
                return TypedResults.Ok(UnitScanResponse.Of([], candidates, caller));
            }
            var lines = await FirstAsync(db, receipt, fitting, request.Quantity, cancellation);
            var matches = UnitMatch.Of(receipt, maySpanStorefronts ? [] : returns, lines, request.Quantity);
            if (receipt.RefuseUnits(matches) is { } refusal)
            {
                return refusal;
            }
            List<UnitScanPart> parts = [];
            foreach (var match in matches)
            {
                parts.Add(await units.ReceiveAsync(match, receipt, code, at, cancellation));
            }
            return TypedResults.Ok(UnitScanResponse.Of(parts, [], caller));
        }
    }

    private static Task<bool> IsOfCallerAsync(
        WarehouseDb db,
        Caller caller,
        Guid returnId,
        CancellationToken cancellation
    )
    {
        var storefronts = caller.Storefronts;
        return db
            .ExpectedReturns.IgnoreQueryFilters()
            .AnyAsync(x => x.ReturnId == returnId && storefronts.Contains(x.StorefrontId), cancellation);
    }

    private static ProblemHttpResult OtherStorefront(Receipt receipt, Guid returnId) =>
        Problem.Of(
            StatusCodes.Status409Conflict,
            "other_storefront",
            $"Receipt {receipt.PublicId} was opened for {string.Join(", ", receipt.Storefronts)}, but return {returnId} belongs to "
                + "another storefront. Open a new receipt for its units."
        );

    private static IQueryable<ExpectedReturnLine> FittingLines(
        WarehouseDb db,
        Guid[] returnIds,
        string? code,
        UnitScanRequest request
    )
    {
        var lines = db.ExpectedReturnLines.Where(x => returnIds.Contains(x.ReturnId));
        if (request.OrderNumber is not null)
        {
            lines = lines.Where(x => x.OrderNumber == request.OrderNumber);
        }
        if (request.LineId is not null)
        {
            return lines.Where(x => x.LineId == request.LineId);
        }
        var gtin = Codes.GtinKey(code) ?? code;
        return lines.Where(x => x.Sku == code || x.GtinKey == gtin);
    }

    /// <summary>
    /// At most as many lines as there are units, in the order of <see cref="UnitMatch.Of"/>: lines with missing units first, then the line that gets
    /// the units that are over.
    /// </summary>
    internal static Task<List<ExpectedReturnLine>> FirstAsync(
        WarehouseDb db,
        Receipt receipt,
        IQueryable<ExpectedReturnLine> fitting,
        int units,
        CancellationToken cancellation
    )
    {
        var identified = receipt.IdentifiedReturns;
        return fitting
            .Join(db.ExpectedReturns, x => x.ReturnId, x => x.ReturnId, (line, expected) => new { line, expected })
            .OrderByDescending(x => x.line.Quantity > x.line.Received)
            .ThenByDescending(x => x.expected.State == ExpectedReturnStates.Expected)
            .ThenByDescending(x => identified.Contains(x.expected.ReturnId))
            .ThenBy(x => x.expected.HandOverBy)
            .ThenBy(x => x.expected.ReturnId)
            .ThenBy(x => x.line.Position)
            .Select(x => x.line)
            .Take(units)
            .ToListAsync(cancellation);
    }

    /// <summary>The returns to choose from, those with a fitting line first.</summary>
    private static async Task<List<ReturnCandidate>> CandidatesAsync(
        WarehouseDb db,
        List<ExpectedReturn> returns,
        IQueryable<ExpectedReturnLine> fitting,
        CancellationToken cancellation
    )
    {
        var fittingReturns = await fitting.Select(x => x.ReturnId).Distinct().ToListAsync(cancellation);
        var ordered = returns
            .OrderByDescending(x => fittingReturns.Contains(x.ReturnId))
            .ThenByDescending(x => x.State == ExpectedReturnStates.Expected)
            .ThenBy(x => x.HandOverBy)
            .ThenBy(x => x.ReturnId);
        return await ReturnCandidate.OfAsync(db, ordered, fitting, cancellation);
    }
}

internal sealed record UnitScanRequest(
    Guid ScanId,
    int Quantity,
    DateTimeOffset ScannedAt,
    string? Code = null,
    Guid? ReturnId = null,
    string? LineId = null,
    string? OrderNumber = null
) : IScan
{
    static string IScan.Kind => "unit";
}

internal sealed record UnitScanResponse(
    [property: OneOf(typeof(Outcomes))] string Outcome,
    Guid? ReturnId,
    string? OrderNumber,
    string? LineId,
    IReadOnlyList<Guid> UnitIds,
    string? Location,
    IReadOnlyList<UnitScanPart> Parts,
    IReadOnlyList<ReturnCandidate> Candidates,
    string By,
    string ByName
)
{
    /// <summary>The outcome of the last part, which is the one that needs attention; <c>several</c> when nothing was recorded.</summary>
    public static UnitScanResponse Of(
        List<UnitScanPart> parts,
        IReadOnlyList<ReturnCandidate> candidates,
        Caller caller
    )
    {
        var (first, last) = (parts.FirstOrDefault(), parts.LastOrDefault());
        return new(
            last?.Outcome ?? Outcomes.Several,
            first?.ReturnId,
            first?.OrderNumber,
            first?.LineId,
            [.. parts.SelectMany(x => x.UnitIds)],
            last?.Location,
            parts,
            candidates,
            caller.PersonId,
            caller.PersonName
        );
    }
}

internal sealed record UnitScanPart(
    [property: OneOf(typeof(Outcomes))] string Outcome,
    Guid? ReturnId,
    string? OrderNumber,
    string? LineId,
    IReadOnlyList<Guid> UnitIds,
    string Location
);
