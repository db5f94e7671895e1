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
/// Closes a receipt: records which units of its returns arrived, and publishes that once. It counts as the receipt of an
/// identified return of which nothing arrived (an empty box), too. Later receipts of a return change nothing.
/// </summary>
internal static class CloseReceipt
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/receipts/{receiptId:guid}/close", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Admin)
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
            var arrived = await CountUnitsAsync(db, receipt, cancellation);
            // A box with goods of another return was not empty: nothing is settled of the return on its label.
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
            var returns = parcels.ConvertAll(parcel => new ClosedReturn(
                parcel.ReturnId,
                parcel.RmaNumber,
                arrived.Where(x => x.ReturnId == parcel.ReturnId && x.IsExpected).Sum(x => x.Units),
                arrived.Where(x => x.ReturnId == parcel.ReturnId && !x.IsExpected).Sum(x => x.Units)
            ));
            var unknown = arrived.Where(x => x.ReturnId is null).Sum(x => x.Units);
            return TypedResults.Ok(
                new CloseReceiptResponse(receiptId, at, returns, unknown, caller.PersonId, caller.PersonName)
            );
        }
    }

    // Unfiltered, for the units that belong to no known return.
    private static Task<List<UnitCount>> CountUnitsAsync(
        WarehouseDb db,
        Receipt receipt,
        CancellationToken cancellation
    ) =>
        db
            .Units.IgnoreQueryFilters()
            .Where(x => x.ReceiptId == receipt.Id)
            .GroupBy(x => new { x.ReturnId, x.Outcome })
            .Select(x => new UnitCount(x.Key.ReturnId, x.Key.Outcome == Outcomes.Expected, x.Count()))
            .ToListAsync(cancellation);

    private sealed record UnitCount(Guid? ReturnId, bool IsExpected, int Units);
}

internal sealed record CloseReceiptRequest(Guid ScanId, DateTimeOffset ScannedAt) : IScan
{
    static string IScan.Kind => "close";
}

/// <param name="Unknown">Units that belong to no known return; they are in quarantine.</param>
/// <param name="By">The id of the person who closed it.</param>
internal sealed record CloseReceiptResponse(
    Guid ReceiptId,
    DateTimeOffset ClosedAt,
    IReadOnlyList<ClosedReturn> Returns,
    int Unknown,
    string? By,
    string? ByName
);

internal sealed record ClosedReturn(Guid ReturnId, string RmaNumber, int Expected, int Unexpected);
