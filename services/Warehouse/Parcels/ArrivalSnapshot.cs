using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>
/// The units that arrived of a received return. It is the same each time it is published: once a receipt is closed, no later
/// unit counts as expected. It includes units that were on another open receipt at that time.
/// </summary>
internal static class ArrivalSnapshot
{
    public static async Task<ReceiptClosed> OfAsync(WarehouseDb db, Parcel parcel, CancellationToken cancellation)
    {
        var units = await db
            .Units.AsNoTracking()
            .Where(x => x.ReturnId == parcel.ReturnId && x.Outcome == Outcomes.Expected)
            .Join(
                db.ParcelLines.Where(x => x.ReturnId == parcel.ReturnId),
                unit => unit.LineId,
                line => line.LineId,
                (unit, line) =>
                    new
                    {
                        unit.Id,
                        line.LineId,
                        line.Sku,
                    }
            )
            .OrderBy(x => x.Id)
            .ToListAsync(cancellation);
        return new ReceiptClosed(
            parcel.ReturnId,
            parcel.StorefrontId,
            parcel.ReceiptId!.Value,
            [.. units.Select(x => new ReceivedUnit(x.Id, x.LineId, x.Sku))],
            parcel.Unexpected,
            parcel.ReceivedAt!.Value,
            parcel.ReceivedBy,
            parcel.ReceivedByName
        );
    }
}
