using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>
/// Stops expecting a return, and publishes for each command either that nothing arrived or what did. While units are in an open
/// receipt, the answer comes when that is closed. A return that was never announced is recorded as stopped.
/// </summary>
internal sealed class StopExpectingParcelConsumer(WarehouseDb db, ArrivalSnapshots snapshots)
    : IConsumer<StopExpectingParcel>
{
    public async Task Consume(ConsumeContext<StopExpectingParcel> context)
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        var expected = await db
            .ExpectedReturns.Include(x => x.Lines)
            .FirstOrDefaultAsync(x => x.ReturnId == command.ReturnId, cancellation);
        if (expected is null)
        {
            expected = new ExpectedReturn { ReturnId = command.ReturnId, StorefrontId = command.StorefrontId };
            db.Add(expected);
        }
        if (command.Revision < Math.Max(expected.Revision, expected.StoppedRevision))
        {
            return;
        }
        if (command.Revision > expected.StoppedRevision)
        {
            expected.Stop(command.Revision);
        }
        if (await snapshots.CurrentAsync(expected, cancellation) is { } snapshot)
        {
            await context.Publish(snapshot, cancellation);
        }
        else if (expected.UnitsInOpenReceipts == 0)
        {
            var notSeen = new ParcelNotSeen(expected.ReturnId, expected.StorefrontId, command.Revision);
            await context.Publish(notSeen, cancellation);
        }
    }
}
