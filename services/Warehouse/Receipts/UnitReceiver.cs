using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Units;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>Records scanned units, counts them on their return, and publishes them.</summary>
internal sealed class UnitReceiver(WarehouseDb db, Outbox<WarehouseDb> outbox, Caller caller, TimeProvider time)
{
    public async Task<UnitScanPart> ReceiveAsync(
        UnitMatch match,
        Receipt receipt,
        string? code,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var units = Enumerable
            .Range(0, match.Quantity)
            .Select(_ => new Unit
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                ReceiptId = receipt.Id,
                ReturnId = match.Return?.ReturnId,
                StorefrontId = match.Return?.StorefrontId ?? receipt.OnlyStorefront ?? "",
                OrderNumber = match.Line?.OrderNumber,
                LineId = match.Line?.LineId,
                Code = code,
                Outcome = match.Outcome,
                Location = match.Location,
                ReceivedAt = at,
            })
            .ToList();
        db.AddRange(units);
        Guid[] ids = [.. units.Select(x => x.Id)];
        receipt.Units += match.Quantity;
        receipt.UnknownUnits += match.Return is null ? match.Quantity : 0;
        if (match.Return is { } expected)
        {
            ReturnTrace.Tag(expected.ReturnId, expected);
            await PublishAsync(match, expected, receipt.PublicId, ids, at, cancellation);
            // Every unit changes the return's row, so that its version prevents two scans from counting the same unit.
            expected.UnitsInOpenReceipts += match.Quantity;
            expected.UnexpectedUnits += match.IsUnexpected ? match.Quantity : 0;
            receipt.Add(expected.ReturnId, expected.StorefrontId, isIdentified: false).HadUnits = true;
            if (match is { Outcome: Outcomes.Expected, Line: { } line })
            {
                line.Received += match.Quantity;
            }
        }
        return new UnitScanPart(
            match.Outcome,
            match.Return?.ReturnId,
            match.Line?.OrderNumber,
            match.Line?.LineId,
            ids,
            match.Location
        );
    }

    private async Task PublishAsync(
        UnitMatch match,
        ExpectedReturn expected,
        Guid receipt,
        Guid[] ids,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var (id, storefront, by, byName) = (
            expected.ReturnId,
            expected.StorefrontId,
            caller.PersonId,
            caller.PersonName
        );
        if (expected is { State: ExpectedReturnStates.Expected, UnitsInOpenReceipts: 0 })
        {
            await outbox.PublishAsync(new ReceiptOpened(id, storefront, receipt, at, by, byName), cancellation);
        }
        if (match.Outcome != Outcomes.Expected)
        {
            var unexpected = new UnexpectedUnitFound(id, storefront, receipt, match.Outcome, ids, at, by, byName);
            await outbox.PublishAsync(unexpected, cancellation);
        }
    }
}
