using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>The last number that a storefront's notes have got. Its version lets one at a time give the next.</summary>
internal sealed class CreditNoteSeries : IVersioned, IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    public long Last { get; set; }

    public DateTimeOffset LastAt { get; set; }

    public int Version { get; set; }
}
