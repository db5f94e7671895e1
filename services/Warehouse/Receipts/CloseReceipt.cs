using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>
/// Closes a receipt and publishes, for each return in it, all units that have come so far. Missing units stay expected until their
/// deadline. A box in which nothing of a known return arrived counts for the returns on its label.
/// </summary>
internal static class CloseReceipt
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/receipts/{receiptId:guid}/close", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Admin)
            .Writes<WarehouseDb>(keyInBody: true)
            .WithSummary("Close a receipt: the parcel has been unpacked")
            .WithDescription(
                "The units that came are settled; missing ones stay expected until their deadline. With waitForRest nothing is settled "
                    + "until the rest comes or is no longer expected. With short, nothing more is expected for the receipt's returns."
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "receipt_closed")
            .Problems(StatusCodes.Status422UnprocessableEntity, "scan_id_reused");

    private static async Task<Results<Ok<CloseReceiptResponse>, ProblemHttpResult>> HandleAsync(
        Guid receiptId,
        CloseReceiptRequest request,
        ScanRecorder scans,
        ReceiptCloser closer,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        ScanRecorder.Check(checks, request, receiptId);
        checks.That(
            !(request.WaitForRest == true && request.Short == true),
            "short",
            "must not be given with waitForRest: either the rest is awaited, or nothing more is expected"
        );
        return checks.Failed
            ? checks.ToProblem()
            : await scans.RecordOnceAsync(request, receiptId, opens: false, CloseAsync, cancellation);

        async Task<Results<Ok<CloseReceiptResponse>, ProblemHttpResult>> CloseAsync(
            Receipt receipt,
            DateTimeOffset at
        ) => TypedResults.Ok(await closer.CloseAsync(receipt, request, at, cancellation));
    }
}

/// <summary>Closes a receipt, and publishes the snapshots of all returns in it.</summary>
internal sealed class ReceiptCloser(
    WarehouseDb db,
    ArrivalSnapshots snapshots,
    Outbox<WarehouseDb> outbox,
    Caller caller
)
{
    public async Task<CloseReceiptResponse> CloseAsync(
        Receipt receipt,
        CloseReceiptRequest request,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        receipt.ClosedAt = at;
        var arrived = await CountUnitsAsync(receipt, cancellation);
        var unknown = arrived.Where(x => x.ReturnId is null).Sum(x => x.Units);
        Guid[] touched = [.. arrived.Select(x => x.ReturnId).OfType<Guid>().Distinct()];
        // A box with goods of another return was not empty: it does not count for the return on its label.
        var returns = await ReturnsAsync(touched is [] ? [.. receipt.IdentifiedReturns] : touched, cancellation);
        foreach (var expected in returns)
        {
            ReturnTrace.Tag(expected.ReturnId, expected);
            expected.UnitsInOpenReceipts -= arrived.Where(x => x.ReturnId == expected.ReturnId).Sum(x => x.Units);
            var isMixed =
                unknown > 0
                && returns.Count <= ExpectedReturn.MaxMixedReturns
                && expected.MixedReceipts < ExpectedReturn.MaxMixedReceipts;
            AddArrival(receipt, expected, at, isMixed);
            await SettleAsync(expected, receipt, request, at, cancellation);
        }
        await PublishEmptiedAsync(receipt, touched, at, cancellation);
        var closed = returns.ConvertAll(expected => new ClosedReturn(
            expected.ReturnId,
            expected.RmaNumber,
            arrived.Where(x => x.ReturnId == expected.ReturnId && x.IsExpected).Sum(x => x.Units),
            arrived.Where(x => x.ReturnId == expected.ReturnId && !x.IsExpected).Sum(x => x.Units)
        ));
        return new(receipt.PublicId, at, closed, unknown, caller.PersonId, caller.PersonName);
    }

    private async Task SettleAsync(
        ExpectedReturn expected,
        Receipt receipt,
        CloseReceiptRequest request,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        if (request.Short == true)
        {
            expected.EndShort();
        }
        // If nothing more is expected, there is nothing to wait for.
        if (request.WaitForRest != true || expected.NothingMoreExpected)
        {
            await PublishSnapshotAsync(expected, receipt, at, cancellation);
        }
        else
        {
            await PublishWaitingAsync(expected, cancellation);
        }
    }

    /// <summary>
    /// A return whose units were all moved to other returns was announced as being unpacked: publishes that nothing of it came, or
    /// that it still waits for its rest.
    /// </summary>
    private async Task PublishEmptiedAsync(
        Receipt receipt,
        Guid[] touched,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        Guid[] emptied = [.. receipt.Returns.Where(x => x.HadUnits).Select(x => x.ReturnId).Except(touched)];
        foreach (var expected in await ReturnsAsync(emptied, cancellation))
        {
            // Otherwise another receipt of the return is open, and closing that one publishes the snapshot.
            if (expected.UnitsInOpenReceipts == 0 && !await PublishWaitingAsync(expected, cancellation))
            {
                AddArrival(receipt, expected, at, hasUnknownUnits: false);
                await PublishSnapshotAsync(expected, receipt, at, cancellation);
            }
        }
    }

    private async Task<bool> PublishWaitingAsync(ExpectedReturn expected, CancellationToken cancellation)
    {
        var waiting = await snapshots.WaitingAsync(expected, cancellation);
        if (waiting is not null)
        {
            await outbox.PublishAsync(waiting, cancellation);
        }
        return waiting is not null;
    }

    private async Task PublishSnapshotAsync(
        ExpectedReturn expected,
        Receipt receipt,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var (id, by, byName) = (receipt.PublicId, caller.PersonId, caller.PersonName);
        if (await snapshots.NextUnlessPostponedAsync(expected, id, at, by, byName, cancellation) is { } next)
        {
            await outbox.PublishAsync(next, cancellation);
        }
    }

    private Task<List<ExpectedReturn>> ReturnsAsync(Guid[] ids, CancellationToken cancellation) =>
        db
            .ExpectedReturns.Include(x => x.Lines)
            .Where(x => ids.Contains(x.ReturnId))
            .OrderBy(x => x.ReturnId)
            .ToListAsync(cancellation);

    private void AddArrival(Receipt receipt, ExpectedReturn expected, DateTimeOffset at, bool hasUnknownUnits)
    {
        if (db.Tracked<Arrival>().Any(x => (x.ReturnId, x.ReceiptId) == (expected.ReturnId, receipt.Id)))
        {
            // The receipt was closed since it was read: this commit fails because of the receipt's version.
            return;
        }
        expected.Arrivals++;
        expected.MixedReceipts += hasUnknownUnits ? 1 : 0;
        db.Add(
            new Arrival
            {
                ReturnId = expected.ReturnId,
                ReceiptId = receipt.Id,
                StorefrontId = expected.StorefrontId,
                PublicReceiptId = receipt.PublicId,
                At = at,
                By = caller.PersonId,
                ByName = caller.PersonName,
                HasUnknownUnits = hasUnknownUnits,
            }
        );
    }

    // Without the storefront filter, for units that belong to no known return.
    private Task<List<UnitCount>> CountUnitsAsync(Receipt receipt, CancellationToken cancellation) =>
        db
            .Units.IgnoreQueryFilters()
            .Where(x => x.ReceiptId == receipt.Id)
            .GroupBy(x => new { x.ReturnId, x.Outcome })
            .Select(x => new UnitCount(x.Key.ReturnId, x.Key.Outcome == Outcomes.Expected, x.Count()))
            .ToListAsync(cancellation);

    private sealed record UnitCount(Guid? ReturnId, bool IsExpected, int Units);
}

/// <param name="WaitForRest">True: settle nothing yet, because more goods of the receipt's returns are on their way.</param>
/// <param name="Short">True: nothing more is expected for the receipt's returns.</param>
internal sealed record CloseReceiptRequest(
    Guid ScanId,
    DateTimeOffset ScannedAt,
    bool? WaitForRest = null,
    bool? Short = null
) : IScan
{
    static string IScan.Kind => "close";
}

/// <param name="Unknown">Units that belong to no known return; they are in quarantine.</param>
/// <param name="By">The id of the person who closed the receipt.</param>
internal sealed record CloseReceiptResponse(
    Guid ReceiptId,
    DateTimeOffset ClosedAt,
    IReadOnlyList<ClosedReturn> Returns,
    int Unknown,
    string? By,
    string? ByName
);

internal sealed record ClosedReturn(Guid ReturnId, string RmaNumber, int Expected, int Unexpected);
