using AfterSalesMesh.DurableMessaging.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// The owner of a payment, by the payment's reference at the provider. The first commit that names the payment inserts the row, so
/// of two at the same time only one succeeds.
/// </summary>
internal sealed class PaymentAtProvider : IVersioned
{
    public required string Reference { get; init; }

    /// <summary>The storefront that the payment belongs to; null: only a dispute has named it so far.</summary>
    public string? Owner { get; set; }

    public int Version { get; set; }
}
