using AfterSalesMesh.Contracts.Refund;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>Records the amount that left an order's payment by other means, so that a quote promises no more than can be paid.</summary>
internal sealed class OrderCapChangedConsumer(ReturnsDb db) : IConsumer<OrderCapChanged>
{
    public async Task Consume(ConsumeContext<OrderCapChanged> context)
    {
        var message = context.Message;
        var order = await db.Orders.FirstOrDefaultAsync(
            x => x.StorefrontId == message.StorefrontId && x.Number == message.OrderNumber,
            context.CancellationToken
        );
        if (
            order is not null
            && order.Currency == message.Currency
            && !order.CapReductions.Any(x => x.Payment == message.Payment && x.Revision >= message.Revision)
        )
        {
            order.CapReductions =
            [
                .. order.CapReductions.Where(x => x.Payment != message.Payment),
                new CapReduction(message.Payment, message.CapReduction, message.Revision),
            ];
        }
    }
}
