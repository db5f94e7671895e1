using AfterSalesMesh.Contracts.Refund;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Assigns a payment whose disputes wait to the storefront whose order reported it.</summary>
internal sealed class NamePaymentOwnerConsumer(RefundDb db, PaymentOwnership ownership, DisputeRecorder disputes)
    : IConsumer<NamePaymentOwner>
{
    public async Task Consume(ConsumeContext<NamePaymentOwner> context)
    {
        var (storefront, reference) = (context.Message.StorefrontId, context.Message.Payment);
        if (
            !await db.PaymentsAtProvider.AnyAsync(
                x => x.Reference == reference && x.Owner == null,
                context.CancellationToken
            )
        )
        {
            return;
        }
        var (_, waiting) = await ownership.AssignAsync(storefront, [reference], context.CancellationToken);
        if (waiting.Count == 0)
        {
            return;
        }
        var payment = (await db.PaymentsAsync(storefront, [reference], context.CancellationToken)).FirstOrDefault();
        if (payment is null)
        {
            payment = new Payment
            {
                StorefrontId = storefront,
                Reference = reference,
                Method = Payment.DefaultMethod,
                Currency = waiting[0].Currency,
            };
            db.Payments.Add(payment);
        }
        await disputes.RecordAsync(waiting, [payment], context.CancellationToken);
    }
}
