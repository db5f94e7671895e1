using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>A part of a refund, with its posting in the ledger.</summary>
/// <param name="Id">The part.</param>
/// <param name="RefundId">Its refund.</param>
/// <param name="ReturnId">Its return.</param>
/// <param name="Payment">The payment it goes back to.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Status">A word of <see cref="RefundStatus"/>.</param>
/// <param name="Posting">The posting of its success, if there is one.</param>
internal sealed record PostedPart(
    Guid Id,
    Guid RefundId,
    Guid ReturnId,
    string Payment,
    long Amount,
    string Currency,
    string Status,
    ClearingPosting? Posting
)
{
    /// <summary>A row has settled the refund.</summary>
    public bool IsSettled { get; init; }

    /// <summary>A row has settled the reversal of the refund.</summary>
    public bool IsReversalSettled { get; init; }

    /// <summary>Finance has resolved it as missing at the provider, with a posting.</summary>
    public bool IsWrittenOff { get; init; }

    /// <summary>Whether it succeeded, even if it was reversed later.</summary>
    public bool IsPaid => Status is RefundStatus.Succeeded or RefundStatus.Reversed;

    /// <summary>The part after a row of a type has settled it.</summary>
    public PostedPart SettledBy(string rowType) =>
        rowType == RowType.RefundFailure ? this with { IsReversalSettled = true } : this with { IsSettled = true };
}

/// <summary>The subject of a row: one of them, or nothing known.</summary>
internal readonly record struct RowSubject(PostedPart? Part, MoneyMovement? Movement = null);
