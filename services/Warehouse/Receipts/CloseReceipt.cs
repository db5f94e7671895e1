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
/// Closes a receipt and publishes, for each return in it, all that has come so far. What is missing stays expected until its
/// deadline. A box in which nothing of a known return arrived counts for the returns on its label.
/// </summary>
internal static class CloseReceipt
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/receipts/{receiptId:guid}/close", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Admin)
            .Writes<WarehouseDb>(keyInBody: true)
            .WithSummary("Close a receipt: nothing more comes out of this parcel")
            .WithDescription(
                "What came is settled; what is missing stays expected until its deadline. With waitForRest nothing is settled "
                    + "until the rest comes or is no longer expected. With short nothing more of its returns will come."
            )
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
        checks.That(
            !(request.WaitForRest == true && request.Short == true),
            "short",
            "must not be given with waitForRest: either the rest will come, or nothing more will"
        );
        return checks.Failed
            ? checks.ToProblem()
            : await scans.RecordOnceAsync(request, receiptId, opens: false, CloseAsync, cancellation);

        async Task<Results<Ok<CloseReceiptResponse>, ProblemHttpResult>> CloseAsync(Receipt receipt, DateTimeOffset at)
        {
            receipt.ClosedAt = at;
            var arrived = await CountUnitsAsync(db, receipt, cancellation);
            var unknown = arrived.Where(x => x.ReturnId is null).Sum(x => x.Units);
            Guid[] touched = [.. arrived.Select(x => x.ReturnId).OfType<Guid>().Distinct()];
            // A box with goods of another return was not empty: nothing is settled of the return on its label.
            Guid[] ids = touched is [] ? [.. receipt.IdentifiedReturns] : touched;
            var returns = await db
                .ExpectedReturns.Include(x => x.Lines)
                .Where(x => ids.Contains(x.ReturnId))
                .OrderBy(x => x.ReturnId)
                .ToListAsync(cancellation);
            foreach (var expected in returns)
            {
                ReturnTrace.Tag(expected.ReturnId, expected);
                expected.UnitsInOpenReceipts -= arrived.Where(x => x.ReturnId == expected.ReturnId).Sum(x => x.Units);
                var isMixed = unknown > 0 && expected.Arrivals < ExpectedReturn.MaxMixedReceipts;
                db.Add(ArrivalOf(receipt, expected, at, caller, isMixed));
                expected.Arrivals++;
                await SettleAsync(expected, receipt, at);
            }
            var closed = returns.ConvertAll(expected => new ClosedReturn(
                expected.ReturnId,
                expected.RmaNumber,
                arrived.Where(x => x.ReturnId == expected.ReturnId && x.IsExpected).Sum(x => x.Units),
                arrived.Where(x => x.ReturnId == expected.ReturnId && !x.IsExpected).Sum(x => x.Units)
            ));
            return TypedResults.Ok(
                new CloseReceiptResponse(receiptId, at, closed, unknown, caller.PersonId, caller.PersonName)
            );
        }

        async Task SettleAsync(ExpectedReturn expected, Receipt receipt, DateTimeOffset at)
        {
            if (request.Short == true)
            {
                expected.EndShort();
            }
            // Without a rest there is nothing to wait for.
            if (request.WaitForRest != true || expected.NothingMoreExpected)
            {
                var (id, by, byName) = (receipt.PublicId, caller.PersonId, caller.PersonName);
                var next = await ArrivalSnapshot.NextAsync(db, expected, id, at, by, byName, cancellation);
                await outbox.PublishAsync(next, cancellation);
            }
        }
    }

    private static Arrival ArrivalOf(
        Receipt receipt,
        ExpectedReturn expected,
        DateTimeOffset at,
        Caller caller,
        bool hasUnknownUnits
    ) =>
        new()
        {
            ReturnId = expected.ReturnId,
            ReceiptId = receipt.Id,
            StorefrontId = expected.StorefrontId,
            PublicReceiptId = receipt.PublicId,
            At = at,
            By = caller.PersonId,
            ByName = caller.PersonName,
            HasUnknownUnits = hasUnknownUnits,
        };

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

/// <param name="WaitForRest">Settle nothing yet: more of its returns is on its way.</param>
/// <param name="Short">Nothing more of its returns will come.</param>
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
