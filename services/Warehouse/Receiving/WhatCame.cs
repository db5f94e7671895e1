using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse.Expecting;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receiving;

internal static class WhatCame
{
    /// <summary>
    /// All that came of a received return. It is the same each time it is told: nothing counts as expected any more once
    /// a receipt has decided. Units that lay on another open receipt by then are among them.
    /// </summary>
    public static async Task<ReceiptClosed> WhatCameAsync(
        this WarehouseDb db,
        Parcel parcel,
        CancellationToken cancellation
    )
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
            parcel.ReceivedAt!.Value
        );
    }
}
