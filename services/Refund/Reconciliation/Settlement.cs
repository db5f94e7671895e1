using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>A settlement file that was imported or is being imported.</summary>
internal sealed class Settlement : IVersioned, IStorefrontOwned
{
    public const string Importing = "importing";
    public const string Complete = "complete";

    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public required string Provider { get; init; }

    public string? FileName { get; init; }

    /// <summary><c>importing</c>, also after an interrupted upload, or <c>complete</c>.</summary>
    public string Status { get; set; } = Importing;

    /// <summary>SHA-256 of the file's beginning, by which an interrupted upload is recognized.</summary>
    public required byte[] Head { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public byte[]? Hash { get; set; }

    /// <summary>Lines read so far.</summary>
    public long Lines { get; set; }

    /// <summary>Rows that concern us.</summary>
    public long Rows { get; set; }

    /// <summary>The number of these rows that were in no earlier file.</summary>
    public long NewRows { get; set; }

    /// <summary>Rows that do not concern us.</summary>
    public long Ignored { get; set; }

    /// <summary>Rows that could not be read; the first ones are stored as <see cref="SettlementFlaw"/>s.</summary>
    public long Broken { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The id and name of the person who uploaded it.</summary>
    public required string By { get; init; }
    public required string ByName { get; init; }

    public int Version { get; set; }
}

/// <summary>A row that could not be read, and the reason.</summary>
internal sealed class SettlementFlaw : IStorefrontOwned
{
    /// <summary>The maximum number of flaws that are stored for a file.</summary>
    public const int MaxOfFile = 1000;

    public Guid SettlementId { get; init; }

    /// <summary>The line of the file, from 1.</summary>
    public long Line { get; init; }

    public required string StorefrontId { get; init; }

    public required string What { get; init; }
}
