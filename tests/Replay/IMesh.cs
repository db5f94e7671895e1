namespace AfterSalesMesh.Replay;

/// <summary>The product that the file is replayed against.</summary>
internal interface IMesh
{
    /// <returns>The price of the order, in pence.</returns>
    Task<long> OrderAsync(Invoice invoice);

    Task<Answer> QuoteAsync(RequestedReturn requested, DateTimeOffset at);

    /// <returns>The refund of the return, in pence.</returns>
    Task<long> ReturnAsync(RequestedReturn requested, DateTimeOffset at);
}

/// <param name="Refused">The rule that refuses; null: it may come back.</param>
/// <param name="Refund">Pence.</param>
internal readonly record struct Answer(string? Refused, long Refund);
