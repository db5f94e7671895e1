using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>
/// Records what a return should bring. A higher revision changes that; one that was stopped before stays stopped, but what
/// comes late will be recognised. When receipts of the return were closed, publishes what came, again or anew.
/// </summary>
internal sealed class ExpectParcelConsumer(WarehouseDb db) : IConsumer<ExpectParcel>
{
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
            return;
        }
        if (command.Revision > expected.Revision)
        {
            expected.Announce(command);
        }
        else if (command.Revision == expected.Revision && !expected.Matches(command))
        {
            throw new InvalidOperationException(
                $"Revision {command.Revision} of return {command.ReturnId} had other content before: use a higher one."
            );
        }
        if (await ArrivalSnapshot.CurrentAsync(db, expected, cancellation) is { } snapshot)
        {
            await context.Publish(snapshot, cancellation);
        }
    }
}
