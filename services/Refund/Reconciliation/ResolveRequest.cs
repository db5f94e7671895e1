using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <param name="Resolution"><c>accept_difference</c>, <c>write_off</c>, <c>settle</c>, <c>record_refund_elsewhere</c>, <c>chargeback</c>, <c>chargeback_reversed</c> or <c>ignore</c>.</param>
/// <param name="Account">Of <c>accept_difference</c>: <c>suspense</c>, <c>exchange_differences</c> or <c>provider_fees</c>.</param>
/// <param name="Payment">Whose cap is moved, where the file does not say.</param>
/// <param name="Note">Why; needed to ignore it.</param>
internal sealed record ResolveRequest(
    [property: OneOf(
        Reconciliation.Resolution.AcceptDifference,
        Reconciliation.Resolution.WriteOff,
        Reconciliation.Resolution.Settle,
        Reconciliation.Resolution.RefundElsewhere,
        Reconciliation.Resolution.Chargeback,
        Reconciliation.Resolution.ChargebackReversed,
        Reconciliation.Resolution.Ignore
    )]
        string Resolution,
    string? Account = null,
    string? Payment = null,
    string? Note = null
)
{
    public void Check(Checks checks)
    {
        checks.That(
            Reconciliation.Resolution.All.Contains(Resolution),
            "resolution",
            $"must be one of {string.Join(", ", Reconciliation.Resolution.All)}"
        );
        checks.That(
            Resolution != Reconciliation.Resolution.AcceptDifference
                || Reconciliation.Resolution.Targets.Contains(Account),
            "account",
            $"must be one of {string.Join(", ", Reconciliation.Resolution.Targets)}"
        );
        checks.OptionalText(Payment, "payment", RowReader.MaxText);
        checks.OptionalLines(Note, "note", 1000);
        checks.That(
            Resolution != Reconciliation.Resolution.Ignore || !string.IsNullOrWhiteSpace(Note),
            "note",
            "must say why it can be ignored"
        );
    }

    /// <summary>Why this resolution does not fit; null: it does.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="clearing">Where its part waits for a settlement, if it does.</param>
    /// <param name="payment">The payment it is about, if that is known.</param>
    /// <param name="part">What its part's status is, if it has one.</param>
    public string? WhyNot(Discrepancy exception, string? clearing, string? payment, string? part) =>
        Resolution == Reconciliation.Resolution.Ignore ? null
        : exception is { OnClearing: 0, OnSuspense: 0 }
            ? $"An exception of the kind {exception.Kind} has no open amount: resolve it with ignore and a note."
        : Account == Accounts.Suspense && exception.OnClearing == 0 ? "The amount is in suspense already."
        : Reconciliation.Resolution.MovesCap(Resolution)
        && !Reconciliation.Resolution.IsUnknownToCap(exception, Resolution, part)
            ? "The payment's cap counts this money already: it is not changed again."
        : Reconciliation.Resolution.MovesCap(Resolution) && payment is null
            ? "The file names no payment: say which one with payment."
        : Resolution == Reconciliation.Resolution.Settle
        && (exception.Kind != DiscrepancyKind.MissingWithUs || clearing is null)
            ? "No succeeded refund of ours waits for this settlement."
        : Resolution == Reconciliation.Resolution.Settle && exception.SuspenseCurrency != exception.Currency
            ? "The amount in suspense has another currency than the refund: use accept_difference."
        : null;
}
