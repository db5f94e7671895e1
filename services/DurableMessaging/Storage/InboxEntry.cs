using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Records that a consumer has handled a message; its unique key rejects a duplicate.</summary>
[PrimaryKey(nameof(MessageId), nameof(Consumer))]
[Index(nameof(ConsumedAt))]
public sealed class InboxEntry
{
    /// <summary>The message's original id, which a redelivery keeps.</summary>
    public Guid MessageId { get; init; }

    /// <summary>The name of the endpoint that consumed the message: each endpoint has one consumer.</summary>
    [MaxLength(100)]
    public required string Consumer { get; init; }

    /// <summary>When the message was consumed, by the database's clock.</summary>
    public DateTimeOffset ConsumedAt { get; init; }
}
