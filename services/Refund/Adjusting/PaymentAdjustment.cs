using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Adjusting;

/// <summary>Money that left a payment past us, and so can't go back by us.</summary>
internal sealed class PaymentAdjustment : IStorefrontOwned, IAppendOnly, ITraced
{
    /// <summary>The customer's bank has taken it back from the merchant.</summary>
    public const string Chargeback = "chargeback";

    /// <summary>It went back to the customer by other means, and no order says so.</summary>
    public const string RefundedElsewhere = "refunded_elsewhere";

    public const int MaxReference = 200;

    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public required string PaymentReference { get; init; }

    /// <summary><see cref="Chargeback"/> or <see cref="RefundedElsewhere"/>.</summary>
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

    /// <summary>The posting that says where a chargeback waits for its settlement.</summary>
    public Guid PostingId => DerivedId.From(Id, "posting-chargeback");

    public bool IsSameAs(PaymentAdjustment other) =>
        (PaymentReference, Kind, Amount, Currency)
        == (other.PaymentReference, other.Kind, other.Amount, other.Currency);
}
