using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// A disagreement between refund, ledger and settlement, which finance must resolve. The documents and the API call it an exception, a word
/// that already has a meaning in code.
/// </summary>
internal sealed class Discrepancy : IVersioned, IStorefrontOwned
{
    public const int MaxReference = 200;

    /// <summary>A resolution that posts nothing.</summary>
    public const string Ignored = "ignore";

    public const string Open = "open";
    public const string Resolved = "resolved";

    /// <summary>The exception ended by itself, for example because the missing settlement came.</summary>
    public const string Cleared = "cleared";

    /// <summary>Derived from its subject and its kind.</summary>
    public Guid Id { get; init; }

    /// <summary>Time-ordered, for lists.</summary>
    public Guid Position { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>One of <see cref="DiscrepancyKind"/>.</summary>
    public required string Kind { get; init; }

    public string Status { get; set; } = Open;

    /// <summary>The person who should resolve it.</summary>
    public string? Owner { get; set; }

    /// <summary>Information for the owner.</summary>
    public string? Note { get; set; }

    /// <summary>The disagreement as a sentence.</summary>
    public required string Detail { get; init; }

    public Guid? SettlementId { get; init; }

    public Guid? RowId { get; init; }

    /// <summary>The line of the file.</summary>
    public long? Line { get; init; }

    /// <summary>One of <see cref="RowType"/>.</summary>
    public string? RowType { get; init; }

    public Guid? PartId { get; init; }

    public Guid? RefundId { get; init; }

    public Guid? ReturnId { get; init; }

    public string? Payment { get; init; }

    public string? Reference { get; init; }

    /// <summary>The amount in our ledger, in minor units of <see cref="Currency"/>.</summary>
    public long? Expected { get; init; }

    public string? Currency { get; init; }

    /// <summary>The amount in the file, in minor units of <see cref="FoundCurrency"/>.</summary>
    public long? Found { get; init; }

    public string? FoundCurrency { get; init; }

    public string? ClearingAccount { get; init; }

    /// <summary>The open amount on the clearing account, in <see cref="Currency"/>.</summary>
    public long OnClearing { get; init; }

    /// <summary>The open amount in suspense, in <see cref="SuspenseCurrency"/>.</summary>
    public long OnSuspense { get; init; }

    public string? SuspenseCurrency { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>The kind of its resolution.</summary>
    public string? Resolution { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>The id and name of the person who resolved it.</summary>
    public string? ResolvedBy { get; set; }
    public string? ResolvedByName { get; set; }

    /// <summary>The reason for the resolution.</summary>
    public string? ResolutionNote { get; set; }

    public int Version { get; set; }

    /// <summary>True when it was resolved by a posting.</summary>
    public bool HasPosted => Status == Resolved && Resolution != Ignored;

    /// <summary>Ends the exception because the disagreement no longer exists.</summary>
    public void Clear(DateTimeOffset now)
    {
        if (Status == Open)
        {
            (Status, ResolvedAt) = (Cleared, now);
        }
    }

    public void Resolve(string resolution, string? note, Caller by, DateTimeOffset now)
    {
        (Status, Resolution, ResolutionNote) = (Resolved, resolution, note);
        (ResolvedBy, ResolvedByName, ResolvedAt) = (by.PersonId, by.PersonName, now);
    }

    public static Guid IdOf(Guid rowOrPart, string kind) => DerivedId.From(rowOrPart, "exception", kind);
}
