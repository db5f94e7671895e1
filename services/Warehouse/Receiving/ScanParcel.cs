using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.Expecting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receiving;

/// <summary>
/// Finds whose parcel lies on the table. Returns that are still expected come alone; only when there is none, those that
/// were received or stopped are shown, so that a second or late parcel is not taken for nobody's.
/// </summary>
internal static class ScanParcel
{
    private const int MostCandidates = 50;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/scans", HandleAsync)
            .Writes<WarehouseDb>()
            .WithSummary("Scan a parcel: its RMA, tracking or order number finds the returns in it")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<ParcelScanResponse>, ProblemHttpResult>> HandleAsync(
        ParcelScanRequest request,
        Scans scans,
        WarehouseDb db,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        Scans.Check(checks, request, request.ReceiptId);
        checks.Text(request.Station, "station", 100);
        checks.Code(request.Code, "code");
        return checks.Failed
            ? checks.ToProblem()
            : await scans.OnceAsync(request, request.ReceiptId, opens: true, FindAsync, cancellation);

        async Task<Results<Ok<ParcelScanResponse>, ProblemHttpResult>> FindAsync(Receipt receipt, DateTimeOffset at)
        {
            var candidates = await CandidatesAsync(db, Codes.Clean(request.Code), cancellation);
            foreach (var candidate in candidates)
            {
                receipt.Add(candidate.ReturnId, candidate.StorefrontId, certain: candidates.Count == 1);
            }
            if (candidates is [var only])
            {
                ReturnTrace.Tag(only.ReturnId, only);
            }
            var match = candidates.Count switch
            {
                0 => "none",
                1 => "one",
                _ => "several",
            };
            return TypedResults.Ok(new ParcelScanResponse(match, receipt.Id, [.. candidates.Select(CandidateOf)]));
        }
    }

    private static async Task<List<Parcel>> CandidatesAsync(WarehouseDb db, string code, CancellationToken cancellation)
    {
        var key = Codes.Key(code);
        var found = await db
            .Parcels.AsNoTracking()
            .Include(x => x.Lines)
            .Where(x => x.RmaKey == key || x.TrackingKey == key || x.OrderNumber == code)
            .OrderByDescending(x => x.State == ParcelStates.Expected)
            .ThenBy(x => x.Deadline)
            .ThenBy(x => x.ReturnId)
            .Take(MostCandidates)
            .AsSplitQuery()
            .ToListAsync(cancellation);
        var expected = found.FindAll(x => x.State == ParcelStates.Expected);
        return expected.Count > 0 ? expected : found;
    }

    private static ParcelCandidate CandidateOf(Parcel parcel) =>
        new(
            parcel.ReturnId,
            parcel.RmaNumber,
            parcel.OrderNumber,
            parcel.StorefrontId,
            parcel.State,
            [
                .. parcel
                    .Lines.OrderBy(x => x.Position)
                    .Select(x => new ParcelCandidateLine(x.LineId, x.Sku, x.Gtin, x.Quantity, x.Received)),
            ]
        );
}

internal sealed record ParcelScanRequest(
    Guid ScanId,
    Guid ReceiptId,
    string Code,
    string Station,
    DateTimeOffset ScannedAt
) : IScan;

internal sealed record ParcelScanResponse(string Match, Guid ReceiptId, IReadOnlyList<ParcelCandidate> Candidates);

internal sealed record ParcelCandidate(
    Guid ReturnId,
    string RmaNumber,
    string OrderNumber,
    string Storefront,
    string State,
    IReadOnlyList<ParcelCandidateLine> Expected
);

internal sealed record ParcelCandidateLine(string LineId, string Sku, string? Gtin, int Quantity, int Received);
