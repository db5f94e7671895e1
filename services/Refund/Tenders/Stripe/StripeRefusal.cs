using System.Text.Json;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>Translates Stripe's refusals. An unclear one is <c>Unknown</c> until it is looked up.</summary>
internal static class StripeRefusal
{
    /// <summary>Reads a refusal; the key may be replaced once its request is too old to make a refund.</summary>
    public static async Task<ProviderAnswer> ReadAsync(
        HttpResponseMessage response,
        Guid key,
        bool mayReplaceKey,
        CancellationToken cancellation
    )
    {
        var (status, error) = ((int)response.StatusCode, await ErrorAsync(response, cancellation));
        var outcome = status switch
        {
            // A problem of our credentials or our request rate; nothing was done.
            401 or 403 or 429 => ProviderOutcome.TryLater,
            // The error is stored with the key, so this key will never make the refund. The worker has just looked it up: it was
            // not made.
            >= 500 when mayReplaceKey && IsReplayed(response) => ProviderOutcome.KeyUnusable,
            _ => error switch
            {
                // An error of a proxy in between, not of Stripe.
                null => ProviderOutcome.Unknown,
                // The key is in use (409), or was used for another request (400).
                { Type: "idempotency_error" } => ProviderOutcome.Unknown,
                // The merchant's balance is too low; the refusal is stored with the key.
                { Code: "balance_insufficient" or "insufficient_funds" } => ProviderOutcome.KeyUnusable,
                { Type: "card_error" } when status is 400 or 402 => ProviderOutcome.Declined,
                { Type: "invalid_request_error" } when status is 400 or 402 or 404 => AboutPayment(error)
                    ?? ProviderOutcome.Rejected,
                _ => ProviderOutcome.Unknown,
            },
        };
        return new ProviderAnswer(
            outcome,
            Describe(status, error, response),
            UnusableKey: outcome == ProviderOutcome.KeyUnusable ? key : null
        );
    }

    private static ProviderOutcome? AboutPayment(StripeError error) =>
        error switch
        {
            { Code: "charge_disputed" or "refund_disputed_payment" } => ProviderOutcome.Disputed,
            // Less is left than our ledger has.
            { Code: "charge_already_refunded" } or { Param: "amount" } => ProviderOutcome.RefundedElsewhere,
            // The payment is too old, or of a kind that can't be refunded.
            { Code: "charge_not_refundable" or "payment_intent_unexpected_state" } => ProviderOutcome.Declined,
            _ => null,
        };

    private static bool IsReplayed(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Idempotent-Replayed", out var values)
        && values.Any(x => string.Equals(x, "true", StringComparison.OrdinalIgnoreCase));

    private static async Task<StripeError?> ErrorAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            var failure = await response.Content.ReadFromJsonAsync<StripeFailure>(ProviderJson.Options, cancellation);
            return failure?.Error is { Type: not null } error ? error : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Describe(int status, StripeError? error, HttpResponseMessage response)
    {
        var words = string.Join(' ', new[] { error?.Type, error?.Code, error?.Param }.Where(x => x is not null));
        var request = response.Headers.TryGetValues("Request-Id", out var ids) ? $" [{string.Join(' ', ids)}]" : "";
        return $"HTTP {status} {words}{(IsReplayed(response) ? " again" : "")}{request}";
    }
}
