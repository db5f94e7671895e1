using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// A credit note that is still to be written, from this row and its refund. The commit that writes the note deletes the row.
/// </summary>
internal sealed class OwedCreditNote : IStorefrontOwned
{
    /// <summary>The id of the note.</summary>
    public Guid Id { get; init; }

    /// <summary>Time-ordered: notes are numbered in this order.</summary>
    public Guid Position { get; init; }

    public required string StorefrontId { get; init; }

    public Guid RefundId { get; init; }

    public int Ordinal { get; init; }

    /// <summary>The sum of the refund's earlier notes, in minor units.</summary>
    public long Before { get; init; }

    /// <summary>The sum including this note: the paid amount.</summary>
    public long After { get; init; }

    public DateTimeOffset PaidAt { get; init; }
}
