using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>A payment and its cap. Of two commits that use up the same cap, its version makes the second one fail and try again.</summary>
internal sealed class Payment : IVersioned, IStorefrontOwned
{
    public const int MaxReference = 200;
    public const int MaxMethod = 50;

    /// <summary>The method of a payment that is known from an adjustment only: nearly all chargebacks are of cards.</summary>
    public const string DefaultMethod = "card";

    public required string StorefrontId { get; init; }

    /// <summary>The payment's name at the provider.</summary>
    public required string Reference { get; init; }

    /// <summary>How it was paid, for example <c>card</c>; part of the names of its accounts.</summary>
    public required string Method { get; set; }

    /// <summary>ISO 4217. Without an order, that of its first adjustment; the order's replaces it.</summary>
    public required string Currency { get; set; }

    /// <summary>Minor units; null until an order names the payment: nothing can go back before.</summary>
    public long? Captured { get; set; }

    /// <summary>What the order says was refunded elsewhere.</summary>
    public long RefundedByOrder { get; set; }

    /// <summary>What adjustments say was refunded elsewhere, on top of what the order says.</summary>
    public long RefundedByAdjustments { get; set; }

    /// <summary>What orders of other storefronts, which had the payment before, say was refunded elsewhere.</summary>
    public long RefundedByOtherOrders { get; set; }

    /// <summary>What other storefronts, which had the payment before, have refunded of it and have on its way.</summary>
    public long RefundedByOthers { get; set; }

    public long ChargedBack { get; set; }

    /// <summary>The sum of all refund parts that have neither failed nor been reversed.</summary>
    public long Committed { get; set; }

    /// <summary>The order that named it last, and that order's version if it had one.</summary>
    public string? OrderNumber { get; set; }
    public int? OrderVersion { get; set; }

    /// <summary>True while the payment belongs to another storefront: nothing goes back to it from here.</summary>
    public bool BelongsToAnotherStorefront { get; set; }

    /// <summary>The number of changes of <see cref="CapReduction"/>.</summary>
    public int CapRevision { get; set; }

    public int Version { get; set; }

    /// <summary>How much of the captured amount cannot go back, on top of what the order says was refunded.</summary>
    public long CapReduction =>
        BelongsToAnotherStorefront
            ? Captured ?? 0
            : RefundedByAdjustments
                + ChargedBack
                + RefundedByOthers
                + Math.Max(0, RefundedByOtherOrders - RefundedByOrder);

    /// <summary>The most that we may refund by the amounts alone, see <see cref="RefundableAmount"/>; negative where more was refunded elsewhere or charged back than was captured.</summary>
    public Int128 Cap =>
        (Int128)(Captured ?? 0)
        - Math.Max(RefundedByOrder, RefundedByOtherOrders)
        - RefundedByOthers
        - RefundedByAdjustments
        - ChargedBack;

    /// <summary>
    /// True when chargebacks alone, or refunds elsewhere alone, exceed the captured amount, which cannot be. Together they can: then the
    /// customer got the money twice.
    /// </summary>
    /// <param name="kind">A word of <see cref="AdjustmentKind"/>.</param>
    public bool IsBeyondCaptured(string kind) =>
        Captured < (kind == AdjustmentKind.Chargeback ? ChargedBack : (Int128)RefundedByOrder + RefundedByAdjustments);

    /// <summary>How much of our refunds exceeds the cap, for example because of a chargeback after the refund.</summary>
    public long OverCap =>
        BelongsToAnotherStorefront ? Committed
        : Captured is null ? 0
        : (long)Int128.Max(0, Committed - Int128.Max(0, Cap));

    /// <summary>Updates it from an order. Adjustments change it in <see cref="PaymentAdjustment.ApplyTo"/>.</summary>
    public void Apply(CapturedPayment payment, string order, int? version)
    {
        if (Captured is not { } before)
        {
            (Captured, RefundedByOrder, Method) = (payment.Captured, payment.Refunded, payment.Method);
            (OrderNumber, OrderVersion) = (order, version);
        }
        else if (version is { } and var now && (OrderNumber ?? order) == order)
        {
            // Commands come in any order; the higher version of the storefront's order is right.
            if (OrderVersion is null || now > OrderVersion)
            {
                (Captured, RefundedByOrder) = (payment.Captured, payment.Refunded);
                (OrderNumber, OrderVersion) = (order, now);
            }
        }
        else
        {
            // Nothing says which is later: with the smaller captured and the larger refunded amount we never pay too much.
            Captured = Math.Min(before, payment.Captured);
            RefundedByOrder = Math.Max(RefundedByOrder, payment.Refunded);
        }
    }

    /// <summary>What is left of its cap, in minor units.</summary>
    public long RemainingCap => (long)Int128.Max(0, Cap - Committed);

    /// <summary>
    /// Refunds of it must be a multiple of this many minor units, as card networks have larger steps for some currencies. A captured
    /// amount that is no multiple shows that its provider has no such steps.
    /// </summary>
    public long RefundIncrement =>
        Currencies.Find(Currency)?.PayableStep is { } step && !Tender.IsOwn(Method) && Captured % step == 0 ? step : 1;

    /// <summary>What can go back to it in a currency, in minor units: 0 in any but its own.</summary>
    public long RefundableAmount(string currency) =>
        currency == Currency && !BelongsToAnotherStorefront ? RemainingCap : 0;
}
