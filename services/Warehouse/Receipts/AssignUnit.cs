using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>
/// Assigns a unit that fits no line, or moves one to another line, as a person decides. Once a unit with a line has been
/// reported to the other services it stays there, because its inspection may have begun, which the warehouse does not know. Only when the return
/// has dismissed the unit can it be assigned to another return.
/// </summary>
internal static class AssignUnit
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/warehouse/units/{unitId:guid}/assign", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Admin)
            .Writes<WarehouseDb>()
            .WithSummary("Assign a unit to a line of a return")
            .WithDescription(
                "For a unit that fit no line, that was matched to another return, or that came too late for a return that "
                    + "an agent has closed without it. It never changes storefronts. "
                    + "If its receipt is closed, all returns concerned are informed of their units again. "
                    + "Assigning it to the same line again changes nothing."
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "other_storefront", "unit_placed", "line_full", "receipt_full");

    private static async Task<Results<Ok<AssignUnitResponse>, ProblemHttpResult>> HandleAsync(
        Guid unitId,
        AssignUnitRequest request,
        WarehouseDb db,
        UnitMover mover,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.Identifier(request.OrderNumber, "orderNumber", 100);
        checks.Identifier(request.LineId, "lineId", 100);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        // Without the storefront filter, for a unit that belongs to no known return.
        var units = db.Units.IgnoreQueryFilters().Where(x => x.Id == unitId);
        // The receipt is loaded first: its version then guards the unit against concurrent assignments.
        var receipt = await db
            .Receipts.IgnoreQueryFilters()
            .Include(x => x.Returns)
            .FirstOrDefaultAsync(x => units.Any(unit => unit.ReceiptId == x.Id), cancellation);
        var unit = await units.FirstOrDefaultAsync(cancellation);
        if (unit is null || receipt is null || !IsVisible(unit, receipt, caller))
        {
            return Problem.NotFound("unit");
        }
        var target = await db
            .ExpectedReturns.Include(x => x.Lines)
            .FirstOrDefaultAsync(x => x.ReturnId == request.ReturnId, cancellation);
        if (target is null)
        {
            return Problem.NotFound("return");
        }
        ReturnTrace.Tag(target.ReturnId, target);
        var line = target.Lines.Find(x => (x.OrderNumber, x.LineId) == (request.OrderNumber, request.LineId));
        if (line is null)
        {
            return Problem.NotFound("line of that return");
        }
        if (!IsOn(unit, line))
        {
            var holders = await mover.HoldersAsync(unit, receipt, cancellation);
            if (await RefusalAsync(db, unit, receipt, target, line, cancellation) is { } refusal)
            {
                return refusal;
            }
            await mover.MoveAsync(unit, receipt, holders, target, line, cancellation);
        }
        return TypedResults.Ok(
            new AssignUnitResponse(unit.Id, target.ReturnId, line.OrderNumber, line.LineId, unit.Location)
        );
    }

    /// <summary>A unit of no known storefront is visible to callers who may see its whole receipt.</summary>
    private static bool IsVisible(Unit unit, Receipt receipt, Caller caller) =>
        unit.StorefrontId == ""
            ? receipt.Storefronts.Concat(receipt.Returns.Select(x => x.StorefrontId)).All(caller.Storefronts.Contains)
            : caller.Storefronts.Contains(unit.StorefrontId);

    private static bool IsOn(Unit unit, ExpectedReturnLine line) =>
        unit.Outcome == Outcomes.Expected
        && (unit.ReturnId, unit.OrderNumber, unit.LineId) == (line.ReturnId, line.OrderNumber, line.LineId);

    private static async Task<ProblemHttpResult?> RefusalAsync(
        WarehouseDb db,
        Unit unit,
        Receipt receipt,
        ExpectedReturn target,
        ExpectedReturnLine line,
        CancellationToken cancellation
    )
    {
        // The people who opened the receipt must be able to see all returns in it.
        if (!receipt.Storefronts.Contains(target.StorefrontId))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "other_storefront",
                $"Receipt {receipt.PublicId} was opened for {string.Join(", ", receipt.Storefronts)}, but the return belongs to {target.StorefrontId}."
            );
        }
        if (unit.StorefrontId != "" && unit.StorefrontId != target.StorefrontId)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "other_storefront",
                $"Unit {unit.Id} came for storefront {unit.StorefrontId}, but the return belongs to {target.StorefrontId}."
            );
        }
        if (receipt.ClosedAt is null && receipt.RefuseReturns([target.ReturnId]) is { } full)
        {
            return full;
        }
        if (
            unit is { Outcome: Outcomes.Expected, IsDismissed: false }
            && await db.Arrivals.AnyAsync(
                x => x.ReturnId == unit.ReturnId && x.ReceiptId == unit.ReceiptId && x.SnapshotNumber != null,
                cancellation
            )
        )
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "unit_placed",
                $"Unit {unit.Id} was received for line {unit.LineId} of order {unit.OrderNumber} in return {unit.ReturnId}, "
                    + "and its inspection may have begun. Only a unit without a line, in a receipt that is not settled, or of a "
                    + "return that an agent has closed without it, can be moved."
            );
        }
        return line.Missing > 0
            ? null
            : Problem.Of(
                StatusCodes.Status409Conflict,
                "line_full",
                $"Line {line.LineId} of order {line.OrderNumber} asks for {line.Quantity} units, and {line.Received} came."
            );
    }
}

/// <summary>Moves a unit to a line, and publishes the snapshots of all returns concerned.</summary>
internal sealed class UnitMover(
    WarehouseDb db,
    ArrivalSnapshots snapshots,
    Outbox<WarehouseDb> outbox,
    Caller caller,
    TimeProvider time
)
{
    /// <summary>
    /// The returns that the unit was or will be reported to: its own return, or returns in the receipt of a unit of no known return. They are
    /// loaded before it is decided whether the unit may move, so that their versions guard that.
    /// </summary>
    public async Task<List<ExpectedReturn>> HoldersAsync(Unit unit, Receipt receipt, CancellationToken cancellation)
    {
        var mixed = db.Arrivals.Where(x => x.ReceiptId == receipt.Id && x.HasUnknownUnits).Select(x => x.ReturnId);
        List<Guid> ids = unit.ReturnId is { } own ? [own] : await mixed.ToListAsync(cancellation);
        return await db
            .ExpectedReturns.Include(x => x.Lines)
            .Where(x => ids.Contains(x.ReturnId))
            .ToListAsync(cancellation);
    }

    public async Task MoveAsync(
        Unit unit,
        Receipt receipt,
        List<ExpectedReturn> holders,
        ExpectedReturn target,
        ExpectedReturnLine line,
        CancellationToken cancellation
    )
    {
        var at = time.GetUtcNow();
        // Every database stores whole milliseconds exactly, so a repeated snapshot is identical.
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
        var told = await ToldReturnsAsync(holders, receipt, cancellation);
        receipt.Changes++;
        RemoveFromReturn(unit, receipt, holders);
        (unit.ReturnId, unit.StorefrontId) = (target.ReturnId, target.StorefrontId);
        (unit.OrderNumber, unit.LineId) = (line.OrderNumber, line.LineId);
        (unit.Outcome, unit.Location, unit.IsDismissed) = (Outcomes.Expected, Locations.Receiving, false);
        line.Received++;
        await PublishOpenedAsync(receipt, target, at, cancellation);
        if (receipt.ClosedAt is null)
        {
            receipt.Add(target.ReturnId, target.StorefrontId, isIdentified: true).HadUnits = true;
            target.UnitsInOpenReceipts++;
            return;
        }
        var arrival = await db.Arrivals.FirstOrDefaultAsync(
            x => x.ReturnId == target.ReturnId && x.ReceiptId == receipt.Id,
            cancellation
        );
        // The receipt was closed to wait for the rest, which has not come: the unit is reported together with it.
        var waits = arrival is { SnapshotNumber: null } && !target.NothingMoreExpected;
        if (arrival is null)
        {
            db.Add(
                new Arrival
                {
                    ReturnId = target.ReturnId,
                    ReceiptId = receipt.Id,
                    StorefrontId = target.StorefrontId,
                    PublicReceiptId = receipt.PublicId,
                    At = at,
                    By = caller.PersonId,
                    ByName = caller.PersonName,
                }
            );
            target.Arrivals++;
        }
        foreach (var expected in (waits ? told : [.. told, target]).Distinct().OrderBy(x => x.ReturnId))
        {
            var (id, by, byName) = (receipt.PublicId, caller.PersonId, caller.PersonName);
            if (await snapshots.NextUnlessPostponedAsync(expected, id, at, by, byName, cancellation) is { } next)
            {
                await outbox.PublishAsync(next, cancellation);
            }
        }
    }

    /// <summary>The holders whose last snapshot has the unit.</summary>
    private async Task<List<ExpectedReturn>> ToldReturnsAsync(
        List<ExpectedReturn> holders,
        Receipt receipt,
        CancellationToken cancellation
    )
    {
        var ids = holders.ConvertAll(x => x.ReturnId);
        var told = await db
            .Arrivals.Where(x => x.ReceiptId == receipt.Id && ids.Contains(x.ReturnId) && x.SnapshotNumber != null)
            .Select(x => x.ReturnId)
            .ToListAsync(cancellation);
        foreach (var waiting in holders.Where(x => !told.Contains(x.ReturnId)))
        {
            // Its next snapshot, which another commit may be writing, must not have the unit.
            db.Entry(waiting).Property(x => x.Version).IsModified = true;
        }
        return holders.FindAll(x => told.Contains(x.ReturnId));
    }

    /// <summary>Removes the unit from the return that it was scanned for.</summary>
    private static void RemoveFromReturn(Unit unit, Receipt receipt, List<ExpectedReturn> holders)
    {
        if (unit.ReturnId is null)
        {
            receipt.UnknownUnits--;
            return;
        }
        var source = holders.Single();
        if (unit.Outcome == Outcomes.Expected)
        {
            source.Lines.Find(x => (x.OrderNumber, x.LineId) == (unit.OrderNumber, unit.LineId))!.Received--;
        }
        else
        {
            source.UnexpectedUnits--;
        }
        if (receipt.ClosedAt is null)
        {
            source.UnitsInOpenReceipts--;
        }
    }

    private async Task PublishOpenedAsync(
        Receipt receipt,
        ExpectedReturn target,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var (id, storefront, by, byName) = (target.ReturnId, target.StorefrontId, caller.PersonId, caller.PersonName);
        if (receipt.ClosedAt is null && target is { State: ExpectedReturnStates.Expected, UnitsInOpenReceipts: 0 })
        {
            await outbox.PublishAsync(
                new ReceiptOpened(id, storefront, receipt.PublicId, at, by, byName),
                cancellation
            );
        }
    }
}

internal sealed record AssignUnitRequest(Guid ReturnId, string OrderNumber, string LineId);

internal sealed record AssignUnitResponse(
    Guid UnitId,
    Guid ReturnId,
    string OrderNumber,
    string LineId,
    string Location
);
