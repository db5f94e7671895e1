namespace AfterSalesMesh.Replay;

/// <summary>What the file is replayed against.</summary>
internal interface IMesh
{
    /// <returns>What the order cost, in pence.</returns>
    Task<long> OrderAsync(Invoice invoice);

    Task<Answer> QuoteAsync(Ask ask, DateTimeOffset at);

    /// <returns>What the return gives, in pence.</returns>
    Task<long> ReturnAsync(Ask ask, DateTimeOffset at);
}

/// <param name="Refused">The rule that refuses; null: it may come back.</param>
/// <param name="Refund">Pence.</param>
internal readonly record struct Answer(string? Refused, long Refund);
