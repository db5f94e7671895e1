namespace AfterSalesMesh.Returns.Saga;

/// <summary>Identifies an order line within a return, because several orders may have lines with the same id.</summary>
/// <param name="OrderNumber">One of <see cref="Return.FurtherOrders"/>; null: the return's own order.</param>
internal readonly record struct LineKey(string LineId, string? OrderNumber = null);
