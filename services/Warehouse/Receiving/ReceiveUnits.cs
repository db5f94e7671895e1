using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.Warehouse.Expecting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receiving;

/// <summary>Takes units out of a parcel. Whatever they turn out to be, they are recorded and get a place.</summary>
internal static class ReceiveUnits
{
    private const int MaxQuantity = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/receipts/{receiptId:guid}/units", HandleAsync)
            .Writes<WarehouseDb>()
            .WithSummary("Scan units out of a parcel, by SKU, GTIN or order line")
            .WithDescription(
                "One scan may be several things: of five units where three are expected, three are taken and two are over. "
                    + "The outcome is then the one that needs attention, and parts says which units are what."
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<UnitScanResponse>, ProblemHttpResult>> HandleAsync(
        Guid receiptId,
        UnitScanRequest request,
        Scans scans,
        UnitTaking units,
        WarehouseDb db,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        Scans.Check(checks, request, receiptId);
        checks.That(request.Code is not null || request.LineId is not null, "code", "or lineId must be there");
        checks.That(request.Quantity is >= 1 and <= MaxQuantity, "quantity", $"must be from 1 to {MaxQuantity}");
        if (request.Code is not null)
        {
            checks.Code(request.Code, "code");
        }
        if (request.LineId is not null)
        {
            checks.Text(request.LineId, "lineId", 100);
        }
        return checks.Failed
            ? checks.ToProblem()
            : await scans.OnceAsync(
                request,
                receiptId,
                opens: request.ReturnId is not null,
                ReceiveAsync,
                cancellation
            );

        async Task<Results<Ok<UnitScanResponse>, ProblemHttpResult>> ReceiveAsync(Receipt receipt, DateTimeOffset at)
        {
            Guid[] ids = request.ReturnId is { } named ? [named] : [.. receipt.Returns.Select(x => x.ReturnId)];
            var candidates = await db.Parcels.Where(x => ids.Contains(x.ReturnId)).ToListAsync(cancellation);
            if (request.ReturnId is { } id)
            {
                if (candidates is not [var parcel])
                {
                    return Problem.NotFound("return");
                }
                receipt.Add(id, parcel.StorefrontId, certain: true);
            }
            var code = request.Code is null ? null : Codes.Clean(request.Code);
            var fitting = await Fitting(db, ids, code, request.LineId).ToListAsync(cancellation);
            List<UnitScanPart> parts = [];
            foreach (var match in UnitMatch.Of(receipt, candidates, fitting, request.Quantity))
            {
                parts.Add(await units.TakeAsync(match, receiptId, code, at, cancellation));
            }
            var (first, last) = (parts[0], parts[^1]);
            Guid[] unitIds = [.. parts.SelectMany(x => x.UnitIds)];
            return TypedResults.Ok(
                new UnitScanResponse(last.Outcome, first.ReturnId, first.LineId, unitIds, last.Location, parts)
            );
        }
    }

    private static IQueryable<ParcelLine> Fitting(WarehouseDb db, Guid[] returnIds, string? code, string? lineId)
    {
        var lines = db.ParcelLines.Where(x => returnIds.Contains(x.ReturnId));
        if (lineId is not null)
        {
            return lines.Where(x => x.LineId == lineId);
        }
        var gtin = Codes.GtinKey(code) ?? code;
        return lines.Where(x => x.Sku == code || x.GtinKey == gtin);
    }
}

internal sealed record UnitScanRequest(
    Guid ScanId,
    int Quantity,
    DateTimeOffset ScannedAt,
    string? Code = null,
    Guid? ReturnId = null,
    string? LineId = null
) : IScan;

internal sealed record UnitScanResponse(
    string Outcome,
    Guid? ReturnId,
    string? LineId,
    IReadOnlyList<Guid> UnitIds,
    string Location,
    IReadOnlyList<UnitScanPart> Parts
);

internal sealed record UnitScanPart(
    string Outcome,
    Guid? ReturnId,
    string? LineId,
    IReadOnlyList<Guid> UnitIds,
    string Location
);
