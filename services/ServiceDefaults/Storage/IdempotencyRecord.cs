using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>The first answer to a request with an <c>Idempotency-Key</c>, written in the same commit as its changes.</summary>
[Table("Idempotency")]
[PrimaryKey(nameof(Caller), nameof(Key))]
[Index(nameof(CreatedAt))]
public sealed class IdempotencyRecord
{
    /// <summary>The id of the person who called.</summary>
    [MaxLength(100)]
    public required string Caller { get; init; }

    [MaxLength(200)]
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path and body.</summary>
    public required byte[] RequestHash { get; init; }

    public int Status { get; init; }

    public string? Location { get; init; }

    public required string Body { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
