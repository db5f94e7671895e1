using AfterSalesMesh.DurableMessaging;
using MassTransit;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// A refund tells how it stands: all of it, whatever was told before. What came back, until all is paid again, goes before all else, as
/// a person must look. Nobody waits for a planned one.
/// </summary>
internal static class RefundNews
{
    public static Task TellAsync(this Outbox<RefundDb> outbox, Refund refund, CancellationToken cancellation) =>
        refund.Status switch
        {
            _ when refund.IsReversed => outbox.PublishAsync(refund.ReversedOf(), cancellation),
            RefundStatus.Submitted or RefundStatus.Unknown => outbox.PublishAsync(refund.Submitted(), cancellation),
            RefundStatus.Succeeded => outbox.PublishAsync(refund.Succeeded(), cancellation),
            RefundStatus.Failed => outbox.PublishAsync(refund.Failed(), cancellation),
            _ => Task.CompletedTask,
        };

    public static Task TellAsync(this ConsumeContext context, Refund refund, CancellationToken cancellation) =>
        refund.Status switch
        {
            _ when refund.IsReversed => context.Publish(refund.ReversedOf(), cancellation),
            RefundStatus.Submitted or RefundStatus.Unknown => context.Publish(refund.Submitted(), cancellation),
            RefundStatus.Succeeded => context.Publish(refund.Succeeded(), cancellation),
            RefundStatus.Failed => context.Publish(refund.Failed(), cancellation),
            _ => Task.CompletedTask,
        };
}
