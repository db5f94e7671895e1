using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>
/// Records the units that a return should bring. When the command is repeated after the receipt was closed, publishes the
/// snapshot again. A return that was stopped before stays stopped, but its late parcel will be recognised.
/// </summary>
internal sealed class ExpectParcelConsumer(WarehouseDb db) : IConsumer<ExpectParcel>
{
    public async Task Consume(ConsumeContext<ExpectParcel> context)
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        var parcel = await db
            .Parcels.Include(x => x.Lines)
            .FirstOrDefaultAsync(x => x.ReturnId == command.ReturnId, cancellation);
        if (parcel is null)
        {
            parcel = new Parcel
            {
                ReturnId = command.ReturnId,
                StorefrontId = command.StorefrontId,
                State = ParcelStates.Expected,
            };
            db.Add(parcel);
        }
        if (!parcel.IsAnnounced)
        {
            parcel.Announce(command);
        }
        else if (!parcel.Matches(command))
        {
            throw new InvalidOperationException(
                $"The parcel of return {command.ReturnId} was announced with other content before: a return has one parcel."
            );
        }
        else if (parcel.State == ParcelStates.Received)
        {
            await context.Publish(await ArrivalSnapshot.OfAsync(db, parcel, cancellation), cancellation);
        }
    }
}
