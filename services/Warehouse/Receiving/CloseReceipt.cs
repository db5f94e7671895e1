using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.Expecting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receiving;

/// <summary>
/// Ends a receipt: what came of its returns is decided, and told once. A return that was named alone and of which nothing
/// came (an empty box) is decided too. The first closed receipt of a return counts; later ones change nothing.
/// </summary>
internal static class CloseReceipt
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/receipts/{receiptId:guid}/close", HandleAsync)
            .Writes<WarehouseDb>()
            .WithSummary("Close a receipt: nothing more comes out of this parcel")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<CloseReceiptResponse>, ProblemHttpResult>> HandleAsync(
        Guid receiptId,
        CloseReceiptRequest request,
        Scans scans,
        WarehouseDb db,
        Outbox<WarehouseDb> outbox,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        Scans.Check(checks, request, receiptId);
        return checks.Failed
            ? checks.ToProblem()
            : await scans.OnceAsync(request, receiptId, opens: false, CloseAsync, cancellation);

        async Task<Results<Ok<CloseReceiptResponse>, ProblemHttpResult>> CloseAsync(Receipt receipt, DateTimeOffset at)
        {
            receipt.ClosedAt = at;
            // Unfiltered, for the units of which nobody knows whose they are.
            var came = await db
                .Units.IgnoreQueryFilters()
                .Where(x => x.ReceiptId == receiptId)
                .GroupBy(x => new { x.ReturnId, x.Outcome })
                .Select(x => new
                {
                    x.Key.ReturnId,
                    IsExpected = x.Key.Outcome == Outcomes.Expected,
                    Units = x.Count(),
                })
                .ToListAsync(cancellation);
            // A box that held another return's goods was not empty: of the return on its label nothing is decided.
            Guid?[] returnIds = came.Exists(x => x.ReturnId is not null)
                ? [.. came.Select(x => x.ReturnId)]
                : [receipt.OnlyReturn];
            var parcels = await db
                .Parcels.Where(x => returnIds.Contains(x.ReturnId))
                .OrderBy(x => x.ReturnId)
                .ToListAsync(cancellation);
            foreach (var parcel in parcels.Where(x => x.State == ParcelStates.Expected))
            {
                ReturnTrace.Tag(parcel.ReturnId, parcel);
                (parcel.State, parcel.ReceiptId, parcel.ReceivedAt) = (ParcelStates.Received, receiptId, at);
                await outbox.PublishAsync(await db.WhatCameAsync(parcel, cancellation), cancellation);
            }
            return TypedResults.Ok(
                new CloseReceiptResponse(
                    receiptId,
                    at,
                    [
                        .. parcels.Select(parcel => new ClosedReturn(
                            parcel.ReturnId,
                            parcel.RmaNumber,
                            came.Where(x => x.ReturnId == parcel.ReturnId && x.IsExpected).Sum(x => x.Units),
                            came.Where(x => x.ReturnId == parcel.ReturnId && !x.IsExpected).Sum(x => x.Units)
                        )),
                    ],
                    came.Where(x => x.ReturnId is null).Sum(x => x.Units)
                )
            );
        }
    }
}

internal sealed record CloseReceiptRequest(Guid ScanId, DateTimeOffset ScannedAt) : IScan;

/// <param name="ReceiptId">The receipt.</param>
/// <param name="ClosedAt">When it was closed, UTC.</param>
/// <param name="Returns">What it held of each return.</param>
/// <param name="Unknown">Units of which nobody knows whose they are; they are in quarantine.</param>
internal sealed record CloseReceiptResponse(
    Guid ReceiptId,
    DateTimeOffset ClosedAt,
    IReadOnlyList<ClosedReturn> Returns,
    int Unknown
);

internal sealed record ClosedReturn(Guid ReturnId, string RmaNumber, int Expected, int Unexpected);
