using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>A part of a refund, and its posting in the ledger.</summary>
/// <param name="Id">The part.</param>
/// <param name="RefundId">Its refund.</param>
/// <param name="ReturnId">Its return.</param>
/// <param name="Payment">The payment it goes back to, by the provider's name.</param>
/// <param name="Amount">What was decided, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Status">A word of <see cref="RefundStatus"/>.</param>
/// <param name="Ledger">What the ledger says of its success, or null where it has none.</param>
internal sealed record BookedPart(
    Guid Id,
    Guid RefundId,
    Guid ReturnId,
    string Payment,
    long Amount,
    string Currency,
    string Status,
    ClearingEntry? Ledger
)
{
    /// <summary>A row has settled it.</summary>
    public bool IsSettled { get; init; }

    /// <summary>A row has settled its coming back.</summary>
    public bool IsFailureSettled { get; init; }

    /// <summary>It was given up as missing at the provider, and posted away.</summary>
    public bool IsWrittenOff { get; init; }

    /// <summary>We take it for paid, be it that it came back later.</summary>
    public bool IsPaid => Status is RefundStatus.Succeeded or RefundStatus.Reversed;

    /// <summary>As it is once a row of that type has settled it.</summary>
    public BookedPart SettledBy(string rowType) =>
        rowType == RowType.RefundFailure ? this with { IsFailureSettled = true } : this with { IsSettled = true };
}

/// <param name="Account">The clearing account that waits for the settlement.</param>
/// <param name="Amount">What waits there.</param>
/// <param name="At">Since when.</param>
internal sealed record ClearingEntry(string Account, long Amount, DateTimeOffset At);

/// <summary>
/// Money that moved without a refund of ours: a chargeback, a refund made elsewhere, or what a customer has paid by a payment link.
/// </summary>
/// <param name="Id">The adjustment, or the collection.</param>
/// <param name="RowType">The <see cref="Ledger.RowType"/> of the row that settles it.</param>
/// <param name="Payment">The payment, by the provider's name.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Account">Where it waits for its settlement.</param>
internal sealed record BookedMovement(
    Guid Id,
    string RowType,
    string Payment,
    long Amount,
    string Currency,
    string Account
)
{
    public Guid? ReturnId { get; init; }

    /// <summary>What left by it, in minor units; less than nothing where it came in.</summary>
    public long Out => Ledger.RowType.IsMoneyIn(RowType) ? -Amount : Amount;

    /// <summary>It was posted when it was told: so much waits on its account.</summary>
    public bool IsPosted => RowType != Ledger.RowType.Refund;

    /// <summary>A row has settled it.</summary>
    public bool IsSettled { get; init; }

    /// <summary>As it is once a row has settled it.</summary>
    public BookedMovement Settled => this with { IsSettled = true };
}

/// <summary>What a row is about: one of them, or nothing that we know.</summary>
internal readonly record struct RowSubject(BookedPart? Part, BookedMovement? Adjustment = null);
