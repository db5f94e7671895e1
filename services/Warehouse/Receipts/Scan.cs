namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>A scan and its answer, kept for good: a device may repeat it at any time.</summary>
internal sealed class Scan
{
    /// <summary>Derived from <see cref="PublicId"/> and <see cref="Storefronts"/>, so that two owners never share a scan.</summary>
    public required Guid Id { get; init; }

    /// <summary>The scan's id in the API, made by the scanning device.</summary>
    public required Guid PublicId { get; init; }

    /// <summary>The storefronts of whoever scanned, sorted: only a caller who acts for all of them gets the answer again.</summary>
    public required IReadOnlyList<string> Storefronts { get; init; }

    /// <summary>The row of its receipt.</summary>
    public required Guid ReceiptId { get; init; }

    /// <summary>The scan as JSON, with its kind and receipt.</summary>
    public required string Request { get; init; }

    /// <summary>The answer, as JSON.</summary>
    public required string Answer { get; init; }

    /// <summary>The id of the person who scanned.</summary>
    public required string By { get; init; }
    public string? ByName { get; init; }
    public required DateTimeOffset At { get; init; }
}
