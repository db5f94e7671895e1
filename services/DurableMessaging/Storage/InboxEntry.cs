namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Records that a consumer has handled a message; its unique key rejects a duplicate.</summary>
public sealed class InboxEntry
{
    /// <summary>The message's original id, which a redelivery keeps.</summary>
    public Guid MessageId { get; init; }

    /// <summary>The name of the endpoint that consumed it: one endpoint has one consumer.</summary>
    public required string Consumer { get; init; }

    /// <summary>When, by the database's clock.</summary>
    public DateTimeOffset ConsumedAt { get; init; }
}
