using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>Names the storefront whose order reported a disputed payment, at once or when an order reports it.</summary>
internal sealed class PaymentOwnerUnknownConsumer(ReturnsDb db) : IConsumer<PaymentOwnerUnknown>
{
    public async Task Consume(ConsumeContext<PaymentOwnerUnknown> context)
    {
        var names = context.Message.Payments;
        var known = await db
            .PaymentOwners.Where(x => names.Contains(x.Reference))
            .ToListAsync(context.CancellationToken);
        foreach (var owner in known.Where(x => x.Owner is not null))
        {
            var answer = new NamePaymentOwner(owner.Owner!, owner.Reference);
            await context.Send(CommandAddress.Of<NamePaymentOwner>(), answer);
        }
        db.PaymentOwners.AddRange(
            names.Except(known.Select(x => x.Reference)).Select(x => new PaymentOwner { Reference = x })
        );
    }
}
