namespace AfterSalesMesh.Warehouse.Receiving;

/// <summary>A scan and its answer, kept for good: a device may say it again at any time.</summary>
internal sealed class Scan
{
    /// <summary>Made by the scanning device.</summary>
    public required Guid Id { get; init; }
    public required Guid ReceiptId { get; init; }

    /// <summary>What was scanned, as JSON, with its kind and receipt.</summary>
    public required string Request { get; init; }

    /// <summary>What was answered, as JSON.</summary>
    public required string Answer { get; init; }

    /// <summary>The id of the API key that scanned.</summary>
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }
}
