using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>
/// Ends the repeated publication of a snapshot, unless there is a later one, and notes which of its units the return has
/// dismissed.
/// </summary>
internal sealed class AcknowledgeReceiptConsumer(WarehouseDb db) : IConsumer<AcknowledgeReceipt>
{
    public async Task Consume(ConsumeContext<AcknowledgeReceipt> context)
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        var expected = await db.ExpectedReturns.FirstOrDefaultAsync(x => x.ReturnId == command.ReturnId, cancellation);
        if (expected is null)
        {
            return;
        }
        expected.Acknowledge(command.Number);
        if (command.Dismissed is { } dismissed && command.Number == expected.SnapshotNumber)
        {
            var units = await db
                .Units.Where(x => x.ReturnId == command.ReturnId && dismissed.Contains(x.Id))
                .ToListAsync(cancellation);
            units.ForEach(x => x.IsDismissed = true);
        }
    }
}
