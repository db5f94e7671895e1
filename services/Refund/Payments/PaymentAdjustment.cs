using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Money that left a payment past us, and so can't go back by us; or that came to it again.</summary>
internal sealed class PaymentAdjustment : IStorefrontOwned, IAppendOnly, ITraced
{
    /// <summary>The customer's bank has taken it back from the merchant.</summary>
    public const string Chargeback = "chargeback";

    /// <summary>The merchant has won: what a chargeback took is there again.</summary>
    public const string ChargebackReversed = "chargeback_reversed";

    /// <summary>It went back to the customer by other means, and no order says so.</summary>
    public const string RefundedElsewhere = "refunded_elsewhere";

    public const int MaxReference = 200;

    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public required string PaymentReference { get; init; }

    /// <summary><see cref="Chargeback"/>, <see cref="ChargebackReversed"/> or <see cref="RefundedElsewhere"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>Its name where it was made: told twice, it counts once.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who told it.</summary>
    public required string By { get; init; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    /// <summary>The reference of what takes a chargeback back: a chargeback is taken back once.</summary>
    public static string ReversalOf(string chargeback) => $"{chargeback}:reversed";

    /// <summary>Moves the payment's cap. What is in another currency than the payment does not.</summary>
    public void Count(Payment payment)
    {
        if (Currency != payment.Currency)
        {
            return;
        }
        payment.CapRevision++;
        switch (Kind)
        {
            case Chargeback:
                payment.ChargedBack = checked(payment.ChargedBack + Amount);
                break;
            case ChargebackReversed:
                payment.ChargedBack -= Amount;
                break;
            default:
                payment.FoundElsewhere = checked(payment.FoundElsewhere + Amount);
                break;
        }
    }

    /// <summary>The posting that says where it waits for its settlement.</summary>
    public Guid PostingId => DerivedId.From(Id, $"posting-{Kind}");

    /// <summary>What it posts; of a refund made elsewhere nothing, before it is settled.</summary>
    public Posting? ToPosting(string method, DateTimeOffset at) =>
        Kind == RefundedElsewhere
            ? null
            : new()
            {
                Id = PostingId,
                StorefrontId = StorefrontId,
                What = Kind,
                At = at,
                Lines =
                [
                    new(Accounts.Chargebacks, Currency, Kind == Chargeback ? Amount : -Amount),
                    new(Accounts.Clearing(method), Currency, Kind == Chargeback ? -Amount : Amount),
                ],
            };

    public bool IsSameAs(PaymentAdjustment other) =>
        (PaymentReference, Kind, Amount, Currency)
        == (other.PaymentReference, other.Kind, other.Amount, other.Currency);
}
