namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>What a parcel should hold of one order line.</summary>
/// <param name="LineId">The order line.</param>
/// <param name="Sku">The storefront's SKU.</param>
/// <param name="Gtin">The GTIN on the tag, where the storefront gave one.</param>
/// <param name="Quantity">Units, at least 1.</param>
public sealed record ExpectedLine(string LineId, string Sku, string? Gtin, int Quantity);
