using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>The units of one order line that a return should bring. The version of its <see cref="ExpectedReturn"/> guards the count, see <see cref="ReturnVersion"/>.</summary>
internal sealed class ExpectedReturnLine : IStorefrontOwned
{
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public required string OrderNumber { get; init; }
    public required string LineId { get; init; }

    /// <summary>Its position in the return, from 0.</summary>
    public int Position { get; set; }
    public required string Sku { get; set; }
    public string? Gtin { get; set; }

    /// <summary>The GTIN in its compared form, see <see cref="Codes.GtinKey"/>.</summary>
    public string? GtinKey { get; set; }

    /// <summary>The number of expected units; 0: the line was withdrawn.</summary>
    public int Quantity { get; set; }

    /// <summary>Units received for the line; more than <see cref="Quantity"/> if that was lowered later.</summary>
    public int Received { get; set; }

    /// <summary>Units that have not come.</summary>
    public int Missing => Math.Max(0, Quantity - Received);
}
