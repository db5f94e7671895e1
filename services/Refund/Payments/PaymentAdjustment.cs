using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Money that left a payment by other means than our refunds, or came back to it, and so changes its cap.</summary>
internal sealed class PaymentAdjustment : IStorefrontOwned, IAppendOnly, ITraced
{
    public const int MaxReference = 200;

    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public required string PaymentReference { get; init; }

    /// <summary>A word of <see cref="AdjustmentKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>Its name where it was made: reported twice, it counts once.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The id of the person who reported it, or the provider's name.</summary>
    public required string By { get; init; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>The reference under which it is recorded that a chargeback was won; there can be one.</summary>
    public static string WonReferenceOf(string chargeback) => $"{chargeback}:won";

    /// <summary>Changes the payment's cap, if it is in the payment's currency.</summary>
    public void ApplyTo(Payment payment)
    {
        if (Currency != payment.Currency)
        {
            return;
        }
        payment.CapRevision++;
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
    public Guid PostingId => DerivedId.From(Id, $"posting-{Kind}");

    /// <summary>Its posting; null of a refund made elsewhere, which is posted when it is settled.</summary>
    public Posting? ToPosting(string method, DateTimeOffset at) =>
        Kind == AdjustmentKind.RefundedElsewhere
            ? null
            : new()
            {
                Id = PostingId,
                StorefrontId = StorefrontId,
                What = Kind,
                At = at,
                Lines =
                [
                    new(Accounts.Chargebacks, Currency, Kind == AdjustmentKind.Chargeback ? Amount : -Amount),
                    new(Accounts.Clearing(method), Currency, Kind == AdjustmentKind.Chargeback ? -Amount : Amount),
                ],
            };

    public bool IsSameAs(PaymentAdjustment other) =>
        (PaymentReference, Kind, Amount, Currency)
        == (other.PaymentReference, other.Kind, other.Amount, other.Currency);
}

internal static class AdjustmentKind
{
    public const string Chargeback = "chargeback";

    /// <summary>The merchant has won the dispute: the money of a chargeback came back.</summary>
    public const string ChargebackWon = "chargeback_won";

    /// <summary>The customer got the money back by other means, and no order says so.</summary>
    public const string RefundedElsewhere = "refunded_elsewhere";
}
