namespace AfterSalesMesh.Returns.Saga;

/// <summary>Names an order line within a return: several orders may have lines of the same id.</summary>
/// <param name="OrderNumber">One of <see cref="Return.FurtherOrders"/>; null: the return's own order.</param>
internal readonly record struct LineKey(string LineId, string? OrderNumber = null);
