using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Money that left a payment by other means than our refunds, or came back to it, and so changes its cap.</summary>
/// <remarks>An adjustment belongs to the storefront that owns the payment, and moves with the payment.</remarks>
internal sealed class PaymentAdjustment : IStorefrontOwned, ITraced
{
    public const int MaxReference = 200;

    /// <summary>
    /// How many adjustments of a payment storefronts may report: each order that names the payment, and each new owner of it, applies
    /// all of them.
    /// </summary>
    public const int MaxReported = 200;

    /// <summary>The prefix of references that this service generates; requests must not use it.</summary>
    public const string OwnPrefix = "mesh:";

    public Guid Id { get; init; }

    public required string StorefrontId { get; set; }

    public required string PaymentReference { get; init; }

    /// <summary>One of <see cref="AdjustmentKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>The reference of the system where it was made: reported twice, it counts once. For a won chargeback, the chargeback's reference.</summary>
    public required string Reference { get; set; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The id of the person who reported it, or the provider's name.</summary>
    public required string By { get; init; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>How often it has moved to another storefront.</summary>
    public int Moves { get; set; }

    public bool IsWon => Kind == AdjustmentKind.ChargebackWon;

    /// <summary>Changes the payment's cap, if it is in the payment's currency.</summary>
    public void ApplyTo(Payment payment)
    {
        // In any currency: the row changes, so that a commit that names the payment at the same time, in a currency of its own, sees the adjustment.
        payment.CapRevision++;
        if (Currency != payment.Currency)
        {
            return;
        }
        switch (Kind)
        {
            case AdjustmentKind.Chargeback:
                payment.ChargedBack = checked(payment.ChargedBack + Amount);
                break;
            case AdjustmentKind.ChargebackWon:
                payment.ChargedBack -= Amount;
                break;
            default:
                payment.RefundedByAdjustments = checked(payment.RefundedByAdjustments + Amount);
                break;
        }
    }

    /// <summary>The id of the posting that puts the amount on a clearing account until it is settled.</summary>
    public Guid PostingId => DerivedId.From(Id, $"posting-{Kind}", Moves);

    /// <summary>Its posting; null for a refund made elsewhere, which is posted when it is settled.</summary>
    public Posting? ToPosting(string method, DateTimeOffset at) =>
        ToPosting(PostingId, Kind, method, IsWon ? -Amount : Amount, at);

    /// <summary>The posting that removes it from its storefront's ledger; null for a refund made elsewhere.</summary>
    public Posting? ToMovedPosting(string method, DateTimeOffset at) =>
        ToPosting(DerivedId.From(PostingId, "moved"), "moved", method, IsWon ? Amount : -Amount, at);

    private Posting? ToPosting(Guid id, string what, string method, long chargedBack, DateTimeOffset at) =>
        Kind == AdjustmentKind.RefundedElsewhere
            ? null
            : new()
            {
                Id = id,
                StorefrontId = StorefrontId,
                What = what,
                At = at,
                Lines =
                [
                    new(Accounts.Chargebacks, Currency, chargedBack),
                    new(Accounts.Clearing(method), Currency, -chargedBack),
                ],
            };

    /// <summary>True when both are reports of the same event, even if their other fields differ.</summary>
    public bool HasSameReference(PaymentAdjustment other) =>
        (Reference, Currency, IsWon) == (other.Reference, other.Currency, other.IsWon);

    public bool IsSameAs(PaymentAdjustment other) =>
        (PaymentReference, Kind, Amount, Currency)
        == (other.PaymentReference, other.Kind, other.Amount, other.Currency);
}

internal static class AdjustmentKind
{
    public const string Chargeback = "chargeback";

    /// <summary>The merchant has won the dispute: the money of a chargeback came back.</summary>
    public const string ChargebackWon = "chargeback_won";

    /// <summary>The customer got the money back by other means, and no order reports it.</summary>
    public const string RefundedElsewhere = "refunded_elsewhere";
}
