using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Expecting;

/// <summary>What should come of one order line. Its count is guarded by the version of its <see cref="Parcel"/>.</summary>
internal sealed class ParcelLine : IStorefrontOwned
{
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required string LineId { get; init; }

    /// <summary>Where it stands in the return, from 0.</summary>
    public required int Position { get; init; }
    public required string Sku { get; init; }
    public string? Gtin { get; init; }
    public string? GtinKey { get; init; }
    public required int Quantity { get; init; }

    /// <summary>Units that came as expected, never more than <see cref="Quantity"/>.</summary>
    public int Received { get; set; }
}
