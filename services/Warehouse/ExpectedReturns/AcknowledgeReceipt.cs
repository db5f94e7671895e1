using AfterSalesMesh.Contracts.Warehouse;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>Ends the repeated publication of a snapshot, unless there is a later one.</summary>
internal sealed class AcknowledgeReceiptConsumer(WarehouseDb db) : IConsumer<AcknowledgeReceipt>
{
    public async Task Consume(ConsumeContext<AcknowledgeReceipt> context)
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        var expected = await db.ExpectedReturns.FirstOrDefaultAsync(x => x.ReturnId == command.ReturnId, cancellation);
        expected?.Acknowledge(command.Number);
    }
}
