namespace AfterSalesMesh.Returns.Saga;

/// <summary>What was requested of one order line for one reason.</summary>
/// <param name="TaxRate">Basis points, as the order named it when the return was requested; null: it named none.</param>
internal sealed record ReturnLine(
    string LineId,
    string Sku,
    string? Gtin,
    string? Description,
    int Quantity,
    string Reason,
    string Resolution,
    string? Comment,
    string Rule,
    int? TaxRate = null
);
