using AfterSalesMesh.Refund.Collections;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>The fields that we need of a Stripe checkout session: one visit of a customer to a payment link.</summary>
/// <param name="Id"><c>cs_…</c>.</param>
/// <param name="PaymentStatus"><c>paid</c> or <c>unpaid</c>.</param>
/// <param name="AmountTotal">In Stripe's minor units.</param>
/// <param name="Currency">ISO 4217 in small letters.</param>
/// <param name="PaymentIntent">The payment; the whole object, because the look-up asks for it.</param>
internal sealed record StripeSession(
    string? Id,
    string? PaymentStatus,
    long AmountTotal,
    string? Currency,
    StripeIntent? PaymentIntent
)
{
    /// <summary>Sums up all completed sessions.</summary>
    public static LinkAnswer Sum(IReadOnlyList<StripeSession> completed, Collection it)
    {
        var paid = completed.Where(x => x.PaymentStatus == "paid" && x.IsIn(it.Currency)).ToList();
        var received = paid.Sum(x => StripeAmount.FromStripe(x.AmountTotal, it.Currency));
        var isPending = completed.Except(paid).Any(x => !x.HasFailed);
        var outcome =
            received >= it.Amount ? LinkOutcome.Paid
            : isPending ? LinkOutcome.Processing
            : received == 0 && completed.Count > 0 ? LinkOutcome.Declined
            : LinkOutcome.Unpaid;
        return new(
            outcome,
            Describe(completed),
            Received: received,
            // Stripe lists the newest first.
            PaymentReference: paid.LastOrDefault()?.PaymentIntent?.Id,
            IsPending: isPending
        );
    }

    private bool IsIn(string currency) =>
        string.Equals(Currency, currency, StringComparison.OrdinalIgnoreCase) && PaymentIntent?.Id is not null;

    // In any other status the money may still come: a bank debit takes days, a voucher longer.
    private bool HasFailed =>
        PaymentStatus == "unpaid" && PaymentIntent?.Status is "requires_payment_method" or "canceled";

    private static string Describe(IReadOnlyList<StripeSession> completed) =>
        completed.Count == 0
            ? "no checkout session was completed"
            : string.Join(", ", completed.Select(x => $"{x.PaymentStatus} {x.PaymentIntent?.Status}"));
}

/// <param name="Id"><c>pi_…</c>.</param>
/// <param name="Status"><c>succeeded</c>, <c>processing</c>, <c>requires_action</c>, <c>requires_payment_method</c> or <c>canceled</c>.</param>
internal sealed record StripeIntent(string? Id, string? Status);

internal sealed record StripeSessions(IReadOnlyList<StripeSession>? Data, bool HasMore);

/// <param name="Id"><c>plink_…</c>.</param>
/// <param name="Url">The payment page.</param>
/// <param name="Active">True when customers can open it.</param>
internal sealed record StripeLink(string? Id, string? Url, bool Active);
