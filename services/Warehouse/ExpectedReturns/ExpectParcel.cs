using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Warehouse.Parcels;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>
/// Records the units that a return should bring. A higher revision changes them; a return that was stopped before stays stopped, but
/// late units will be recognised. If receipts of the return were closed, publishes the snapshot; also publishes what the return does not
/// know of its parcels, including those from before it was expected: that one was handed over, and which ones are lost.
/// </summary>
internal sealed class ExpectParcelConsumer(
    WarehouseDb db,
    ArrivalSnapshots snapshots,
    ILogger<ExpectParcelConsumer> logger
) : IConsumer<ExpectParcel>
{
    /// <summary>At most this many parcels are reported to a return: those that carriers saw first.</summary>
    public const int MaxParcels = 100;

    public async Task Consume(ConsumeContext<ExpectParcel> context)
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        if (command.Revision < 1)
        {
            throw new InvalidOperationException($"Return {command.ReturnId} has no revision: they count from 1.");
        }
        var expected = await db
            .ExpectedReturns.Include(x => x.Lines)
            .FirstOrDefaultAsync(x => x.ReturnId == command.ReturnId, cancellation);
        if (expected is null)
        {
            expected = new ExpectedReturn { ReturnId = command.ReturnId, StorefrontId = command.StorefrontId };
            expected.Announce(command);
            db.Add(expected);
            await PublishParcelsAsync(context, await ParcelsAsync(expected, isKnown: false, cancellation), expected);
            return;
        }
        if (command.Revision > expected.Revision)
        {
            expected.Announce(command);
        }
        else if (command.Revision == expected.Revision && !expected.Matches(command))
        {
            throw new InvalidOperationException(
                $"Revision {command.Revision} of return {command.ReturnId} was already used with other content: use a higher one."
            );
        }
        if (await snapshots.CurrentAsync(expected, cancellation) is { } snapshot)
        {
            await context.Publish(snapshot, cancellation);
        }
        if (await snapshots.WaitingAsync(expected, cancellation) is { } waiting)
        {
            await context.Publish(waiting, cancellation);
        }
        await PublishParcelsAsync(context, await ParcelsAsync(expected, isKnown: true, cancellation), expected);
    }

    /// <summary>
    /// The parcels that its storefront's carriers reported by its tracking number or the number on its label and, if the return was
    /// known before, those that are known to hold it. A parcel that is reported in the same moment as its return is first
    /// announced may be missed: the next <see cref="ExpectParcel"/> finds it.
    /// </summary>
    private async Task<IEnumerable<Parcel>> ParcelsAsync(
        ExpectedReturn expected,
        bool isKnown,
        CancellationToken cancellation
    )
    {
        var found = await FirstSeenAsync(
            db.Parcels.Where(x =>
                (x.RmaKey != null && x.RmaKey == expected.RmaKey)
                || (x.TrackingKey != null && x.TrackingKey == expected.TrackingKey)
            ),
            expected.StorefrontId,
            cancellation
        );
        if (!isKnown)
        {
            return found;
        }
        var holding = await FirstSeenAsync(
            db.Parcels.Where(x => x.Returns.Any(it => it.ReturnId == expected.ReturnId)),
            expected.StorefrontId,
            cancellation
        );
        return found.Union(holding).OrderBy(x => x.FirstSeenAt).ThenBy(x => x.Id);
    }

    private static Task<List<Parcel>> FirstSeenAsync(
        IQueryable<Parcel> parcels,
        string storefront,
        CancellationToken cancellation
    ) =>
        parcels
            .Include(x => x.Returns)
            .Where(x => x.Storefronts.Contains(storefront))
            .OrderBy(x => x.FirstSeenAt)
            .ThenBy(x => x.Id)
            .Take(MaxParcels + 1)
            .ToListAsync(cancellation);

    private async Task PublishParcelsAsync(
        ConsumeContext<ExpectParcel> context,
        IEnumerable<Parcel> parcels,
        ExpectedReturn expected
    )
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        var isHandedOver = command.HandedOver;
        foreach (var (i, parcel) in parcels.Index())
        {
            if (i == MaxParcels)
            {
                logger.WarnOfManyParcels(expected.ReturnId, parcel);
                break;
            }
            var isOnLabel = parcel.RmaKey == expected.RmaKey;
            if (parcel.Add(expected.ReturnId, expected.StorefrontId, isOnLabel) is not { } it)
            {
                logger.WarnOfFullParcel(expected.ReturnId, parcel);
                continue;
            }
            if (!isHandedOver)
            {
                await context.Publish(parcel.InTransit(it), cancellation);
                isHandedOver = true;
            }
            if (command.LostParcels?.Contains(parcel.Id) != true && parcel.Lost(it) is { } lost)
            {
                await context.Publish(lost, cancellation);
            }
        }
    }
}
