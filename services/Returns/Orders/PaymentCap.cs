using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>The amount that left a storefront's payment by other means than our refunds, as Refund last published it.</summary>
internal sealed class PaymentCap : IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    /// <summary>The payment, as <see cref="PaymentCapChanged"/> names it.</summary>
    public required string Payment { get; init; }

    /// <summary>Minor units.</summary>
    public long Reduction { get; set; }

    /// <summary>ISO 4217: only orders in this currency have the payment.</summary>
    public required string Currency { get; set; }

    /// <summary>The highest revision counts.</summary>
    public int Revision { get; set; }
}

/// <summary>Records <see cref="PaymentCapChanged"/>, so that a quote promises no more than can be paid.</summary>
internal sealed class PaymentCapChangedConsumer(ReturnsDb db) : IConsumer<PaymentCapChanged>
{
    public async Task Consume(ConsumeContext<PaymentCapChanged> context)
    {
        var message = context.Message;
        var cap = await db.PaymentCaps.FirstOrDefaultAsync(
            x => x.StorefrontId == message.StorefrontId && x.Payment == message.Payment,
            context.CancellationToken
        );
        if (cap is null)
        {
            cap = new PaymentCap
            {
                StorefrontId = message.StorefrontId,
                Payment = message.Payment,
                Currency = message.Currency,
            };
            db.PaymentCaps.Add(cap);
        }
        else if (cap.Revision >= message.Revision)
        {
            return;
        }
        (cap.Reduction, cap.Currency, cap.Revision) = (message.CapReduction, message.Currency, message.Revision);
    }
}
