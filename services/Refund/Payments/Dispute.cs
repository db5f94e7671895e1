using AfterSalesMesh.DurableMessaging.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// A dispute that the provider reported: the customer's bank has taken the money back from the merchant. It is stored in this table until the
/// owner of its payment is known, and then becomes an adjustment.
/// </summary>
internal sealed class Dispute : IVersioned
{
    /// <summary>The provider's id.</summary>
    public required string Id { get; init; }

    /// <summary>The names by which an order may know the payment.</summary>
    public required string Payment { get; init; }
    public string? OtherName { get; init; }

    /// <summary>The amount in minor units (ISO 4217).</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>True when the merchant has got the money back.</summary>
    public bool IsWon { get; set; }

    /// <summary>A different amount that was reported for the same dispute; null: none.</summary>
    public long? OtherAmount { get; set; }

    /// <summary>The provider's name.</summary>
    public required string By { get; init; }

    public int Version { get; set; }

    public List<string> Names => [.. new[] { Payment, OtherName }.OfType<string>()];

    /// <summary>Applies another event of the same dispute; events come in any order.</summary>
    public void Apply(Dispute other)
    {
        IsWon |= other.IsWon;
        OtherAmount = other.Amount == Amount ? OtherAmount : other.Amount;
    }

    public PaymentAdjustment ToAdjustment(Payment payment, string kind, long amount, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = payment.StorefrontId,
            PaymentReference = payment.Reference,
            Kind = kind,
            Amount = amount,
            Currency = Currency,
            Reference = Id,
            At = now,
            By = By,
        };
}
