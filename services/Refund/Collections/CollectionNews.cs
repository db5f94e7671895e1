using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Payments;
using MassTransit;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>A collection tells how it has ended; until then, where to pay is in the API.</summary>
internal static class CollectionNews
{
    public static Task TellAsync(this Outbox<RefundDb> outbox, Collection it, CancellationToken cancellation) =>
        it.Status switch
        {
            CollectionStatus.Collected => outbox.PublishAsync(Collected(it), cancellation),
            CollectionStatus.Failed => outbox.PublishAsync(Failed(it), cancellation),
            _ => Task.CompletedTask,
        };

    public static Task TellAsync(this ConsumeContext context, Collection it, CancellationToken cancellation) =>
        it.Status switch
        {
            CollectionStatus.Collected => context.Publish(Collected(it), cancellation),
            CollectionStatus.Failed => context.Publish(Failed(it), cancellation),
            _ => Task.CompletedTask,
        };

    private static PaymentCollected Collected(Collection it) =>
        new(
            it.ReturnId,
            it.StorefrontId,
            it.Id,
            it.Round,
            it.Amount,
            it.Currency,
            new CapturedPayment(it.PaymentReference!, Payment.UsualMethod, it.Amount, 0),
            it.ChangedAt
        );

    private static PaymentFailed Failed(Collection it) =>
        new(it.ReturnId, it.StorefrontId, it.Id, it.Round, it.Amount, it.Currency, it.Failure!, it.ChangedAt);
}
