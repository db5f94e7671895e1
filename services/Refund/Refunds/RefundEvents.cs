using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>The events with the state of a refund. Each is a complete snapshot, independent of earlier events.</summary>
internal static class RefundEvents
{
    /// <summary>Publishes the state of a refund with the next commit.</summary>
    public static Task PublishStateAsync(this Outbox<RefundDb> outbox, Refund refund, CancellationToken cancellation) =>
        Of(refund) is { } state ? outbox.PublishAsync(state, cancellation) : Task.CompletedTask;

    /// <summary>The event for a refund's state; null while it is planned, which is not published.</summary>
    public static object? Of(Refund refund) =>
        refund.Status switch
        {
            // A person must handle money that came back, until all of it is paid again.
            _ when refund.IsReversed => new RefundReversed(
                refund.ReturnId,
                refund.StorefrontId,
                refund.Id,
                refund.Round,
                refund.Reversed,
                refund.Paid,
                refund.Currency,
                refund.ChangedAt
            ),
            RefundStatus.Submitted or RefundStatus.Unknown => new RefundSubmitted(
                refund.ReturnId,
                refund.StorefrontId,
                refund.Id,
                refund.Round,
                refund.Amount,
                refund.Currency,
                refund.ChangedAt
            ),
            RefundStatus.Succeeded => new RefundSucceeded(
                refund.ReturnId,
                refund.StorefrontId,
                refund.Id,
                refund.Round,
                refund.Amount,
                refund.Currency,
                refund.ChangedAt,
                NullIfZero(refund.Reversed),
                NullIfZero(refund.StoreCreditPaid),
                NullIfZero(refund.Shortfall),
                NullIfZero(refund.BonusPaid)
            ),
            RefundStatus.Failed => new RefundFailed(
                refund.ReturnId,
                refund.StorefrontId,
                refund.Id,
                refund.Round,
                refund.Amount,
                refund.Currency,
                refund.Reason!,
                refund.ChangedAt,
                refund.Paid,
                NullIfZero(refund.Reversed)
            ),
            _ => null,
        };

    private static long? NullIfZero(long amount) => amount == 0 ? null : amount;
}
