namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>The units of one order line that a return should bring.</summary>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="LineId">The line of that order.</param>
/// <param name="Sku">The storefront's SKU.</param>
/// <param name="Gtin">The GTIN on the tag, where the storefront gave one.</param>
/// <param name="Quantity">Units, at least 1.</param>
public sealed record ExpectedLine(string OrderNumber, string LineId, string Sku, string? Gtin, int Quantity);
