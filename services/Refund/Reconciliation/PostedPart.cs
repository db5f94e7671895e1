using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>A part of a refund, with the posting of its success in the ledger, if there is one.</summary>
internal sealed record PostedPart(RefundPart Part, ClearingPosting? Posting)
{
    /// <summary>True when a row has settled the refund.</summary>
    public bool IsSettled { get; init; }

    /// <summary>True when a row has settled the reversal of the refund.</summary>
    public bool IsReversalSettled { get; init; }

    /// <summary>True when finance has written it off as missing at the provider.</summary>
    public bool IsWrittenOff { get; init; }

    /// <summary>True when it succeeded, even if it was reversed later.</summary>
    public bool IsPaid => Part.Status is RefundStatus.Succeeded or RefundStatus.Reversed;

    /// <summary>The part after a row of a type has settled it.</summary>
    public PostedPart SettledBy(string rowType) =>
        rowType == RowType.RefundReversal ? this with { IsReversalSettled = true } : this with { IsSettled = true };
}

/// <summary>The subject of a row: a part, a movement, or neither if it is unknown.</summary>
internal readonly record struct RowSubject(PostedPart? Part, MoneyMovement? Movement = null);
