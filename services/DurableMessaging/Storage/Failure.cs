using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// A message that failed for good, kept whole until a person sends it again. When the same message fails again at the same
/// endpoint, it is the same row.
/// </summary>
[Index(nameof(ReplayedAt), nameof(LastAt))]
[Index(nameof(Subject))]
public sealed class Failure : IVersioned
{
    internal const int MaxAddress = 500;
    internal const int MaxType = 200;
    internal const int MaxReason = 1000;
    internal const int MaxOwner = 64;

    /// <summary>Derived from the message and the endpoint where it failed.</summary>
    [DatabaseGenerated(DatabaseGeneratedOption.None)]
    public Guid Id { get; init; }

    /// <summary>One of <see cref="FailureKinds"/>.</summary>
    [MaxLength(20)]
    public required string Kind { get; set; }

    /// <summary>The queue whose consumer failed, or to which the message could not be sent.</summary>
    [MaxLength(MaxAddress)]
    public required string Endpoint { get; init; }

    /// <summary>The transport address that a replay sends the message to.</summary>
    [MaxLength(MaxAddress)]
    public required string Destination { get; init; }

    public Guid MessageId { get; init; }

    /// <summary>The type's own name, without its namespace; empty where the message does not name it.</summary>
    [MaxLength(MaxType)]
    public required string MessageType { get; init; }

    [MaxLength(MaxType)]
    public required string ContentType { get; init; }

    /// <summary>The whole envelope, byte for byte as it came.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Transport headers, a JSON object.</summary>
    public required string Headers { get; init; }

    /// <summary>Transport properties, a JSON object.</summary>
    public required string Properties { get; init; }

    public Guid? CorrelationId { get; init; }

    /// <summary>The exception's type and message; where it was thrown is in the log.</summary>
    [MaxLength(MaxReason)]
    public required string Reason { get; set; }

    public int Count { get; set; } = 1;

    public DateTimeOffset FirstAt { get; init; }

    public DateTimeOffset LastAt { get; set; }

    /// <summary>When the message was replayed; null while the failure waits for a person.</summary>
    public DateTimeOffset? ReplayedAt { get; set; }

    /// <summary>The subject of the message, as <see cref="DurableMessagingOptions.About"/> reads it.</summary>
    public Guid? Subject { get; init; }

    /// <summary>The owner of the message, as <see cref="DurableMessagingOptions.About"/> reads it.</summary>
    [MaxLength(MaxOwner)]
    public string? Owner { get; init; }

    /// <summary>The trace that the message belongs to, in hexadecimal.</summary>
    [MaxLength(32)]
    public string? TraceId { get; init; }

    /// <inheritdoc/>
    public int Version { get; set; }
}

public static class FailureKinds
{
    /// <summary>The consumer threw an exception although the database answered.</summary>
    public const string Failed = "failed";

    /// <summary>The message could not be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>No consumer of the queue handles the message's type.</summary>
    public const string Unknown = "unknown";

    /// <summary>Each process that received the message died, and the broker stopped delivering it.</summary>
    public const string Undelivered = "undelivered";

    /// <summary>The message could not be sent.</summary>
    public const string Unsent = "unsent";
}
