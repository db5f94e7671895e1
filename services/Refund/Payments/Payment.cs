using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>What may go back to a payment. Its version makes those who want the last of it queue up.</summary>
internal sealed class Payment : IVersioned, IStorefrontOwned
{
    public const int MaxReference = 200;
    public const int MaxMethod = 50;

    /// <summary>How a payment was made of which nobody has said it: nearly all chargebacks are of cards.</summary>
    public const string UsualMethod = "card";

    public required string StorefrontId { get; init; }

    /// <summary>The payment's name at the provider.</summary>
    public required string Reference { get; init; }

    /// <summary>How it was paid, for example <c>card</c>: names its accounts in the books.</summary>
    public required string Method { get; set; }

    /// <summary>ISO 4217. Of what was told of it before an order has: the order knows better.</summary>
    public required string Currency { get; set; }

    /// <summary>Null until an order has told it: nothing can go back before.</summary>
    public long? Captured { get; set; }

    /// <summary>As the order told it.</summary>
    public long RefundedElsewhere { get; set; }

    /// <summary>What was found to have gone back elsewhere and is not in what the order told.</summary>
    public long FoundElsewhere { get; set; }

    public long ChargedBack { get; set; }

    /// <summary>What we have paid back or have promised to: all parts of refunds that have neither failed nor been reversed.</summary>
    public long Committed { get; set; }

    /// <summary>The order that told it last, and which telling that was; null: it did not say.</summary>
    public string? ToldBy { get; set; }
    public int? ToldVersion { get; set; }

    /// <summary>True while another storefront has it at the provider: nothing goes back to it from here.</summary>
    public bool IsForeign { get; set; }

    /// <summary>Counts what changed <see cref="Elsewhere"/>.</summary>
    public int CapRevision { get; set; }

    public int Version { get; set; }

    /// <summary>How much of what was captured can't go back, on top of what the order says was refunded.</summary>
    public long Elsewhere => IsForeign ? Captured ?? 0 : FoundElsewhere + ChargedBack;

    /// <summary>The most that may go back by us; less than nothing where more has gone elsewhere than was captured.</summary>
    public Int128 Cap => (Int128)(Captured ?? 0) - RefundedElsewhere - FoundElsewhere - ChargedBack;

    /// <summary>
    /// True when more left by chargebacks, or by refunds made elsewhere, than was captured. Both together may: then the customer has got
    /// it twice.
    /// </summary>
    /// <param name="kind">Which of them: of <see cref="PaymentAdjustment"/>.</param>
    public bool IsBeyondCaptured(string kind) =>
        Captured < (kind == PaymentAdjustment.Chargeback ? ChargedBack : (Int128)RefundedElsewhere + FoundElsewhere);

    /// <summary>How much more we have paid or promised than may go back: what was charged back after it was paid.</summary>
    public long Over =>
        IsForeign ? Committed
        : Captured is null ? 0
        : (long)Int128.Max(0, Committed - Int128.Max(0, Cap));

    /// <summary>Applies what an order says of it.</summary>
    public void Apply(CapturedPayment told, string order, int? version)
    {
        if (Captured is not { } captured)
        {
            (Captured, RefundedElsewhere, Method) = (told.Captured, told.Refunded, told.Method);
            (ToldBy, ToldVersion) = (order, version);
        }
        else if (version is { } and var now && (ToldBy ?? order) == order)
        {
            // Commands have no order in time, what the order's storefront told has: the later is right.
            if (ToldVersion is null || now > ToldVersion)
            {
                (Captured, RefundedElsewhere) = (told.Captured, told.Refunded);
                (ToldBy, ToldVersion) = (order, now);
            }
        }
        else
        {
            // Nothing says which is later. The least captured and the most refunded may pay too little, never too much.
            Captured = Math.Min(captured, told.Captured);
            RefundedElsewhere = Math.Max(RefundedElsewhere, told.Refunded);
        }
    }

    /// <summary>What is left of it, in minor units.</summary>
    public long Left => (long)Int128.Max(0, Cap - Committed);

    /// <summary>
    /// What goes back to it is a multiple of so many minor units: card networks pay no smaller steps of some currencies. Who has captured a
    /// finer amount can pay one.
    /// </summary>
    public long Step =>
        Currencies.Find(Currency)?.PayableStep is { } step && !Tender.IsOwn(Method) && Captured % step == 0 ? step : 1;

    /// <summary>What can go back to it, in minor units; nothing in another currency than its own.</summary>
    public long Room(string currency) => currency == Currency && !IsForeign ? Left : 0;
}
