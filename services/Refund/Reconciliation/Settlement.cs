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

    /// <summary><c>importing</c>, also of a file whose upload broke off, or <c>complete</c>.</summary>
    public string Status { get; set; } = Importing;

    /// <summary>SHA-256 of the file's beginning, by which an interrupted upload is recognized.</summary>
    public required byte[] Head { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public byte[]? Hash { get; set; }

    /// <summary>Lines read so far.</summary>
    public long Lines { get; set; }

    /// <summary>Rows that concern us.</summary>
    public long Rows { get; set; }

    /// <summary>Of these, those that were in no file before.</summary>
    public long NewRows { get; set; }

    /// <summary>Rows that do not concern us.</summary>
    public long Ignored { get; set; }

    /// <summary>Rows that could not be read; the first of them are <see cref="SettlementFlaw"/>s.</summary>
    public long Broken { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The id and name of the person who uploaded it.</summary>
    public required string By { get; init; }
    public required string ByName { get; init; }

    public int Version { get; set; }
}

/// <summary>A row that could not be read, and why.</summary>
internal sealed class SettlementFlaw : IStorefrontOwned
{
    /// <summary>The most flaws that are stored for a file.</summary>
    public const int MaxOfFile = 1000;

    public Guid SettlementId { get; init; }

    /// <summary>Of the file, from 1.</summary>
    public long Line { get; init; }

    public required string StorefrontId { get; init; }

    public required string What { get; init; }
}
