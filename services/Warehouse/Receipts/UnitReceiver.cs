using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.Parcels;
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
                ReturnId = match.Parcel?.ReturnId,
                StorefrontId = match.Parcel?.StorefrontId ?? "",
                LineId = match.Line?.LineId,
                Code = code,
                Outcome = match.Outcome,
                Location = match.Location,
                ReceivedAt = at,
            })
            .ToList();
        db.AddRange(units);
        Guid[] ids = [.. units.Select(x => x.Id)];
        if (match.Parcel is { } parcel)
        {
            ReturnTrace.Tag(parcel.ReturnId, parcel);
            await PublishAsync(match, parcel, receipt.PublicId, ids, at, cancellation);
            if (parcel.State == ParcelStates.Expected)
            {
                Count(match, parcel);
            }
        }
        return new UnitScanPart(match.Outcome, match.Parcel?.ReturnId, match.Line?.LineId, ids, match.Location);
    }

    private async Task PublishAsync(
        UnitMatch match,
        Parcel parcel,
        Guid receipt,
        Guid[] ids,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var (id, storefront, by, byName) = (parcel.ReturnId, parcel.StorefrontId, caller.PersonId, caller.PersonName);
        if (parcel is { State: ParcelStates.Expected, Seen: 0 })
        {
            await outbox.PublishAsync(new ReceiptOpened(id, storefront, receipt, at, by, byName), cancellation);
        }
        if (match is { Outcome: Outcomes.Expected, Line: { } line })
        {
            var received = new UnitReceived(id, storefront, receipt, line.LineId, ids, at, by, byName);
            await outbox.PublishAsync(received, cancellation);
        }
        else
        {
            var unexpected = new UnexpectedUnitFound(id, storefront, receipt, match.Outcome, ids, at, by, byName);
            await outbox.PublishAsync(unexpected, cancellation);
        }
    }

    // Every unit changes the parcel's row, so that its version lets no two scans count the same unit.
    private static void Count(UnitMatch match, Parcel parcel)
    {
        parcel.Seen += match.Quantity;
        if (match is { Outcome: Outcomes.Expected, Line: { } line })
        {
            line.Received += match.Quantity;
        }
        else
        {
            parcel.Unexpected += match.Quantity;
        }
    }
}
