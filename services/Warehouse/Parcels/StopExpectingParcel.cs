using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>
/// Stops expecting a return of which nothing arrived, and publishes that each time it is asked; otherwise publishes the units that
/// arrived. While units are on an open receipt it publishes nothing: closing the receipt will. A return that was never
/// announced is recorded as stopped.
/// </summary>
internal sealed class StopExpectingParcelConsumer(WarehouseDb db) : IConsumer<StopExpectingParcel>
{
    public async Task Consume(ConsumeContext<StopExpectingParcel> context)
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        var parcel = await db.Parcels.FirstOrDefaultAsync(x => x.ReturnId == command.ReturnId, cancellation);
        if (parcel is null)
        {
            parcel = new Parcel
            {
                ReturnId = command.ReturnId,
                StorefrontId = command.StorefrontId,
                State = ParcelStates.Stopped,
            };
            db.Add(parcel);
        }
        if (parcel is { State: ParcelStates.Expected, Seen: 0 })
        {
            parcel.State = ParcelStates.Stopped;
        }
        if (parcel.State == ParcelStates.Stopped)
        {
            await context.Publish(new ParcelNotSeen(parcel.ReturnId, parcel.StorefrontId), cancellation);
        }
        else if (parcel.State == ParcelStates.Received)
        {
            await context.Publish(await ArrivalSnapshot.OfAsync(db, parcel, cancellation), cancellation);
        }
    }
}
