namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>A message that was said in a commit and is not yet known to have reached the broker.</summary>
public sealed class OutboxMessage : IDue
{
    /// <summary>The message's own id.</summary>
    public Guid Id { get; init; }

    /// <summary>The transport address it goes to.</summary>
    public required string Destination { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The whole envelope, byte for byte as it will be sent.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Transport headers, a JSON object.</summary>
    public required string Headers { get; init; }

    /// <summary>Transport properties (mandatory, routing key), a JSON object.</summary>
    public required string Properties { get; init; }

    public Guid? CorrelationId { get; init; }

    public DateTimeOffset EnqueuedAt { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often a sweep tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; set; }

    /// <summary>Set when sweeping gave up; the row stays until a person has looked.</summary>
    public DateTimeOffset? QuarantinedAt { get; set; }
}
