namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>The first answer to a request with an <c>Idempotency-Key</c>, written in the same commit as what it did.</summary>
public sealed class IdempotencyRecord
{
    /// <summary>The id of the person who asked.</summary>
    public required string Caller { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path and body.</summary>
    public required byte[] Request { get; init; }

    public int Status { get; init; }

    public string? Location { get; init; }

    public required string Body { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
