namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Proof that a consumer has done what a message asked for; the key stops the second time.</summary>
public sealed class InboxEntry
{
    /// <summary>The message's original id, which a redelivery keeps.</summary>
    public Guid MessageId { get; init; }

    /// <summary>The name of the endpoint that consumed it: one endpoint has one consumer.</summary>
    public required string Consumer { get; init; }

    /// <summary>When, by the database's clock.</summary>
    public DateTimeOffset ConsumedAt { get; init; }
}
