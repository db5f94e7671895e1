using AfterSalesMesh.DurableMessaging.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// Money that a customer's bank has taken back from the merchant, as the provider tells of it. It is a row while nobody has told us
/// of its payment; from then on it is an adjustment.
/// </summary>
internal sealed class Dispute : IVersioned
{
    /// <summary>The provider's own id of it: told twice, it is one.</summary>
    public required string Id { get; init; }

    /// <summary>The names by which an order may know the payment.</summary>
    public required string Payment { get; init; }
    public string? OtherName { get; init; }

    /// <summary>Minor units of ISO 4217.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>The merchant has the money again.</summary>
    public bool IsWon { get; set; }

    /// <summary>It was told with another amount as well.</summary>
    public long? OtherAmount { get; set; }

    /// <summary>The provider.</summary>
    public required string By { get; init; }

    public int Version { get; set; }

    public List<string> Names => [.. new[] { Payment, OtherName }.OfType<string>()];

    /// <summary>Takes in what another event says of it, whichever came first.</summary>
    public void Apply(Dispute told)
    {
        IsWon |= told.IsWon;
        OtherAmount = told.Amount == Amount ? OtherAmount : told.Amount;
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
            Reference = kind == PaymentAdjustment.ChargebackReversed ? PaymentAdjustment.ReversalOf(Id) : Id,
            At = now,
            By = By,
        };
}
