using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse.Receiving;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Expecting;

/// <summary>
/// Remembers what should come. Told again, it says again what came, once that is decided. A return that was stopped
/// before stays stopped, but its late parcel will be recognised.
/// </summary>
internal sealed class ExpectParcelConsumer(WarehouseDb db) : IConsumer<ExpectParcel>
{
    public async Task Consume(ConsumeContext<ExpectParcel> context)
    {
        var (told, cancellation) = (context.Message, context.CancellationToken);
        var parcel = await db
            .Parcels.Include(x => x.Lines)
            .FirstOrDefaultAsync(x => x.ReturnId == told.ReturnId, cancellation);
        if (parcel is null)
        {
            parcel = new Parcel
            {
                ReturnId = told.ReturnId,
                StorefrontId = told.StorefrontId,
                State = ParcelStates.Expected,
            };
            db.Add(parcel);
        }
        if (!parcel.IsTold)
        {
            parcel.Tell(told);
        }
        else if (!parcel.Says(told))
        {
            throw new InvalidOperationException(
                $"The parcel of return {told.ReturnId} was expected with other content before: a return has one."
            );
        }
        else if (parcel.State == ParcelStates.Received)
        {
            await context.Publish(await db.WhatCameAsync(parcel, cancellation), cancellation);
        }
    }
}
