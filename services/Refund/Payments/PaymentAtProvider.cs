using AfterSalesMesh.DurableMessaging.Storage;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>
/// A payment by the name it has at the provider: one storefront's and no other's. Whoever is the first to hear of it writes this row,
/// so two who hear of it at once can't both be.
/// </summary>
internal sealed class PaymentAtProvider : IVersioned
{
    public required string Reference { get; init; }

    /// <summary>Null: only a dispute has named it so far, and waits.</summary>
    public string? Owner { get; set; }

    public int Version { get; set; }
}
