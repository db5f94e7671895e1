using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>The last number of a storefront's credit notes. Of two concurrent writers, its version makes one fail and retry.</summary>
internal sealed class CreditNoteSeries : IVersioned, IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    public long Last { get; set; }

    public DateTimeOffset LastAt { get; set; }

    public int Version { get; set; }
}
