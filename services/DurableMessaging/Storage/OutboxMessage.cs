using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>A committed message that the broker has not yet confirmed.</summary>
[Index(nameof(DueAt))]
public sealed class OutboxMessage : IDue
{
    /// <summary>The row's id; also the message's id, unless <see cref="MessageId"/> is set.</summary>
    [DatabaseGenerated(DatabaseGeneratedOption.None)]
    public Guid Id { get; init; }

    /// <summary>The original id of a message that is sent again.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>The transport address that the message is sent to.</summary>
    [MaxLength(500)]
    public required string Destination { get; init; }

    [MaxLength(100)]
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

    /// <summary>How often the broker refused this particular message; outages do not count.</summary>
    public int Refusals { get; set; }

    /// <summary>The reason of the last refusal.</summary>
    [MaxLength(1000)]
    public string? LastError { get; set; }
}
