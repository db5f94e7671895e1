using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>A payment and its cap. If two commits use the same cap, the version makes the second one fail and retry.</summary>
internal sealed class Payment : IVersioned, IStorefrontOwned
{
    public const int MaxReference = PaymentReference.MaxLength;
    public const int MaxMethod = 50;

    /// <summary>How many orders of a payment are kept apart.</summary>
    public const int MaxOrders = 100;

    /// <summary>The method of a payment that is known only from an adjustment: nearly all chargebacks are of cards.</summary>
    public const string DefaultMethod = "card";

    public required string StorefrontId { get; init; }

    /// <summary>The payment's reference at the provider.</summary>
    public required string Reference { get; init; }

    /// <summary>How it was paid, for example <c>card</c>; part of the names of its accounts.</summary>
    public required string Method { get; set; }

    /// <summary>ISO 4217. Without an order, the currency of its first adjustment; an order's currency replaces it.</summary>
    public required string Currency { get; set; }

    /// <summary>The smallest amount that its orders say; null until one names the payment: nothing can be refunded before that.</summary>
    public long? Captured { get; set; }

    /// <summary>The largest amount refunded elsewhere that its orders say.</summary>
    public long RefundedByOrder { get; set; }

    /// <summary>The amount refunded elsewhere according to adjustments, in addition to that of the order.</summary>
    public long RefundedByAdjustments { get; set; }

    /// <summary>The amount refunded elsewhere according to orders of earlier owners.</summary>
    public long RefundedByOtherOrders { get; set; }

    /// <summary>The amount that earlier owners have refunded or have on its way.</summary>
    public long RefundedByOthers { get; set; }

    public long ChargedBack { get; set; }

    /// <summary>The sum of all refund parts that have neither failed nor been reversed.</summary>
    public long Committed { get; set; }

    /// <summary>What the orders of its storefront say about it, the first one first.</summary>
    public IReadOnlyList<PaymentOfOrder> Orders { get; private set; } = [];

    /// <summary>True while the payment belongs to another storefront: this storefront cannot refund to it.</summary>
    public bool BelongsToAnotherStorefront { get; set; }

    /// <summary>Rises with each change of <see cref="CapReduction"/> that is published, and with each adjustment.</summary>
    public int CapRevision { get; set; }

    public int Version { get; set; }

    /// <summary>How much of the captured amount cannot be refunded, in addition to what the order reports as refunded.</summary>
    public long CapReduction =>
        BelongsToAnotherStorefront
            ? Captured ?? 0
            : RefundedByAdjustments
                + ChargedBack
                + RefundedByOthers
                + Math.Max(0, RefundedByOtherOrders - RefundedByOrder);

    /// <summary>The maximum refund without regard to the owner, see <see cref="RefundableAmount"/>; negative when more was refunded elsewhere or charged back than was captured.</summary>
    public Int128 Cap =>
        (Int128)(Captured ?? 0)
        - Math.Max(RefundedByOrder, RefundedByOtherOrders)
        - RefundedByOthers
        - RefundedByAdjustments
        - ChargedBack;

    /// <summary>
    /// True when chargebacks alone, or refunds elsewhere alone, exceed the captured amount, which is impossible. Together they can exceed it: then the
    /// customer got the money twice.
    /// </summary>
    /// <param name="kind">One of <see cref="AdjustmentKind"/>.</param>
    public bool IsBeyondCaptured(string kind) =>
        Captured < (kind == AdjustmentKind.Chargeback ? ChargedBack : (Int128)RefundedByOrder + RefundedByAdjustments);

    /// <summary>By how much our refunds exceed the cap, for example because of a chargeback after the refund.</summary>
    public long OverCap =>
        BelongsToAnotherStorefront ? Committed
        : Captured is null ? 0
        : (long)Int128.Max(0, Committed - Int128.Max(0, Cap));

    /// <summary>
    /// Updates the payment from an order. Where several orders name it, the smallest captured and the largest refunded amount count, so that we never
    /// pay too much. Adjustments update it in <see cref="PaymentAdjustment.ApplyTo"/>.
    /// </summary>
    public void Apply(CapturedPayment payment, string order, int? version)
    {
        var before = Orders.FirstOrDefault(x => x.Order == order);
        // Further orders are told together, and so without a version.
        var now =
            before is null && Orders.Count >= MaxOrders
                ? new PaymentOfOrder("", null, payment.Captured, payment.Refunded)
                : new PaymentOfOrder(order, version, payment.Captured, payment.Refunded);
        before ??= Orders.FirstOrDefault(x => x.Order == now.Order);
        if (before is null)
        {
            Orders = [.. Orders, now];
        }
        else if (before.With(now) is var both && both != before)
        {
            Orders = [.. Orders.Select(x => x == before ? both : x)];
        }
        // Adjustments were posted with its method.
        if (Captured is null || (CapRevision == 0 && Orders is [var only] && only == now))
        {
            Method = payment.Method;
        }
        (Captured, RefundedByOrder) = (Orders.Min(x => x.Captured), Orders.Max(x => x.Refunded));
    }

    /// <summary>The remaining cap, in minor units.</summary>
    public long RemainingCap => (long)Int128.Max(0, Cap - Committed);

    /// <summary>
    /// Refunds must be a multiple of this many minor units, because card networks have larger steps for some currencies. A captured
    /// amount that is not a multiple shows that its provider has no such steps.
    /// </summary>
    public long RefundIncrement =>
        Currencies.Find(Currency)?.PayableStep is { } step && !Tender.IsOwn(Method) && Captured % step == 0 ? step : 1;

    /// <summary>The amount that can be refunded in a currency, in minor units: 0 in any currency except its own.</summary>
    public long RefundableAmount(string currency) =>
        currency == Currency && !BelongsToAnotherStorefront ? RemainingCap : 0;
}

/// <summary>What an order says about one of its payments.</summary>
/// <param name="Order">The order number; empty for all orders beyond <see cref="Payment.MaxOrders"/>.</param>
/// <param name="Version">The version of the order; null: not known.</param>
/// <param name="Captured">Minor units.</param>
/// <param name="Refunded">The amount refunded elsewhere, in minor units.</param>
internal sealed record PaymentOfOrder(string Order, int? Version, long Captured, long Refunded)
{
    /// <summary>Commands come in any order: the higher version counts. Without a version, it is unknown which one is later, and the stricter amounts count.</summary>
    public PaymentOfOrder With(PaymentOfOrder other) =>
        other.Version is null
            ? this with
            {
                Captured = Math.Min(Captured, other.Captured),
                Refunded = Math.Max(Refunded, other.Refunded),
            }
        : Version is null || other.Version > Version ? other
        : this;
}
