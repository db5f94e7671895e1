using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>The units of one order line that a parcel should hold. The version of its <see cref="Parcel"/> guards the count.</summary>
internal sealed class ParcelLine : IStorefrontOwned
{
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required string LineId { get; init; }

    /// <summary>Its position in the return, from 0.</summary>
    public required int Position { get; init; }
    public required string Sku { get; init; }
    public string? Gtin { get; init; }

    /// <summary>The GTIN in its compared form, see <see cref="Codes.GtinKey"/>.</summary>
    public string? GtinKey { get; init; }
    public required int Quantity { get; init; }

    /// <summary>Units received as expected, never more than <see cref="Quantity"/>.</summary>
    public int Received { get; set; }
}
