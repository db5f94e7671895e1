using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.Expecting;

namespace AfterSalesMesh.Warehouse.Receiving;

/// <summary>Records scanned units, counts them on their return, and tells of them.</summary>
internal sealed class UnitTaking(WarehouseDb db, Outbox<WarehouseDb> outbox, TimeProvider clock)
{
    public async Task<UnitScanPart> TakeAsync(
        UnitMatch match,
        Guid receiptId,
        string? code,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var units = Enumerable
            .Range(0, match.Quantity)
            .Select(_ => new Unit
            {
                Id = Guid.CreateVersion7(clock.GetUtcNow()),
                ReceiptId = receiptId,
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
            if (parcel.State == ParcelStates.Expected)
            {
                if (parcel.Seen == 0)
                {
                    var opened = new ReceiptOpened(parcel.ReturnId, parcel.StorefrontId, receiptId, at);
                    await outbox.PublishAsync(opened, cancellation);
                }
                Count(match, parcel);
            }
            await TellAsync(match, parcel, receiptId, ids, at, cancellation);
        }
        return new UnitScanPart(match.Outcome, match.Parcel?.ReturnId, match.Line?.LineId, ids, match.Location);
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

    private Task TellAsync(
        UnitMatch match,
        Parcel parcel,
        Guid receiptId,
        Guid[] ids,
        DateTimeOffset at,
        CancellationToken cancellation
    ) =>
        match is { Outcome: Outcomes.Expected, Line: { } line }
            ? outbox.PublishAsync(
                new UnitReceived(parcel.ReturnId, parcel.StorefrontId, receiptId, line.LineId, ids, at),
                cancellation
            )
            : outbox.PublishAsync(
                new UnexpectedUnitFound(parcel.ReturnId, parcel.StorefrontId, receiptId, match.Outcome, ids, at),
                cancellation
            );
}
