using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse.Receiving;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Expecting;

/// <summary>
/// Stops expecting what nothing has come of, and says so each time it is asked; else says what came. While units lie on
/// an open receipt it says nothing: closing it answers. A return nobody told of is remembered as stopped.
/// </summary>
internal sealed class StopExpectingParcelConsumer(WarehouseDb db) : IConsumer<StopExpectingParcel>
{
    public async Task Consume(ConsumeContext<StopExpectingParcel> context)
    {
        var (told, cancellation) = (context.Message, context.CancellationToken);
        var parcel = await db.Parcels.FirstOrDefaultAsync(x => x.ReturnId == told.ReturnId, cancellation);
        if (parcel is null)
        {
            parcel = new Parcel
            {
                ReturnId = told.ReturnId,
                StorefrontId = told.StorefrontId,
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
            await context.Publish(await db.WhatCameAsync(parcel, cancellation), cancellation);
        }
    }
}
