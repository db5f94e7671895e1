using AfterSalesMesh.Contracts.Refund;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// The columns of a refund's row that can be megabytes. They are an entity of their own, so that they are loaded only by whoever needs them:
/// a query that loads a refund with its parts repeats its row for each part.
/// </summary>
internal sealed class RefundRequest
{
    /// <summary>The refund's id.</summary>
    public Guid Id { get; init; }

    /// <summary>References of the payments that the refund may go back to, in order of preference.</summary>
    public required IReadOnlyList<string> PaymentReferences { get; init; }

    /// <summary>The lines of its credit note; null: not known.</summary>
    public IReadOnlyList<RefundedLine>? Lines { get; init; }
}
