using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// A credit note that is still to be written: its content follows from this row and its refund. The commit that writes the note deletes it.
/// </summary>
internal sealed class OwedCreditNote : IStorefrontOwned
{
    /// <summary>That of the note.</summary>
    public Guid Id { get; init; }

    /// <summary>Time-ordered: the order in which notes are numbered.</summary>
    public Guid Position { get; init; }

    public required string StorefrontId { get; init; }

    public Guid RefundId { get; init; }

    public int Ordinal { get; init; }

    /// <summary>What the refund's notes say before this one, in minor units.</summary>
    public long Before { get; init; }

    /// <summary>What they say with it: what is paid.</summary>
    public long After { get; init; }

    public DateTimeOffset PaidAt { get; init; }
}
