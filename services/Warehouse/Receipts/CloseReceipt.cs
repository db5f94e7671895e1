using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.Parcels;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>
/// Closes a receipt: settles what arrived of its returns, and publishes it once. A return that was identified and of which
/// nothing arrived (an empty box) is settled too. The first closed receipt of a return counts; later ones change nothing.
/// </summary>
internal static class CloseReceipt
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/receipts/{receiptId:guid}/close", HandleAsync)
            .Writes<WarehouseDb>()
            .WithSummary("Close a receipt: nothing more comes out of this parcel")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "receipt_closed")
            .Problems(StatusCodes.Status422UnprocessableEntity, "scan_id_reused");

    private static async Task<Results<Ok<CloseReceiptResponse>, ProblemHttpResult>> HandleAsync(
        Guid receiptId,
        CloseReceiptRequest request,
        ScanRecorder scans,
        WarehouseDb db,
        Outbox<WarehouseDb> outbox,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        ScanRecorder.Check(checks, request, receiptId);
        return checks.Failed
            ? checks.ToProblem()
            : await scans.RecordOnceAsync(request, receiptId, opens: false, CloseAsync, cancellation);

        async Task<Results<Ok<CloseReceiptResponse>, ProblemHttpResult>> CloseAsync(Receipt receipt, DateTimeOffset at)
        {
            receipt.ClosedAt = at;
            // Unfiltered, for the units that belong to no known return.
            var arrived = await db
                .Units.IgnoreQueryFilters()
                .Where(x => x.ReceiptId == receipt.Id)
                .GroupBy(x => new { x.ReturnId, x.Outcome })
                .Select(x => new
                {
                    x.Key.ReturnId,
                    IsExpected = x.Key.Outcome == Outcomes.Expected,
                    Units = x.Count(),
                })
                .ToListAsync(cancellation);
            // A box that held another return's goods was not empty: of the return on its label nothing is settled.
            Guid?[] returnIds = arrived.Exists(x => x.ReturnId is not null)
                ? [.. arrived.Select(x => x.ReturnId)]
                : [receipt.OnlyReturn];
            var parcels = await db
                .Parcels.Where(x => returnIds.Contains(x.ReturnId))
                .OrderBy(x => x.ReturnId)
                .ToListAsync(cancellation);
            foreach (var parcel in parcels.Where(x => x.State == ParcelStates.Expected))
            {
                ReturnTrace.Tag(parcel.ReturnId, parcel);
                parcel.Receive(receiptId, at, caller.PersonId, caller.PersonName);
                await outbox.PublishAsync(await ArrivalSnapshot.OfAsync(db, parcel, cancellation), cancellation);
            }
            return TypedResults.Ok(
                new CloseReceiptResponse(
                    receiptId,
                    at,
                    [
                        .. parcels.Select(parcel => new ClosedReturn(
                            parcel.ReturnId,
                            parcel.RmaNumber,
                            arrived.Where(x => x.ReturnId == parcel.ReturnId && x.IsExpected).Sum(x => x.Units),
                            arrived.Where(x => x.ReturnId == parcel.ReturnId && !x.IsExpected).Sum(x => x.Units)
                        )),
                    ],
                    arrived.Where(x => x.ReturnId is null).Sum(x => x.Units),
                    caller.PersonId,
                    caller.PersonName
                )
            );
        }
    }
}

internal sealed record CloseReceiptRequest(Guid ScanId, DateTimeOffset ScannedAt) : IScan
{
    static string IScan.Kind => "close";
}

/// <param name="ReceiptId">The receipt.</param>
/// <param name="ClosedAt">When it was closed, UTC.</param>
/// <param name="Returns">What it held of each return.</param>
/// <param name="Unknown">Units that belong to no known return; they are in quarantine.</param>
/// <param name="By">The id of the person who closed it.</param>
/// <param name="ByName">The name of that person.</param>
internal sealed record CloseReceiptResponse(
    Guid ReceiptId,
    DateTimeOffset ClosedAt,
    IReadOnlyList<ClosedReturn> Returns,
    int Unknown,
    string? By,
    string? ByName
);

internal sealed record ClosedReturn(Guid ReturnId, string RmaNumber, int Expected, int Unexpected);
