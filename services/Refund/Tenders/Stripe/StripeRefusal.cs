using System.Text.Json;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>What it means when Stripe does not make a refund. What is not clear is unknown: looking it up tells.</summary>
internal static class StripeRefusal
{
    /// <param name="response">Not a success.</param>
    /// <param name="key">The idempotency key of the request.</param>
    /// <param name="settled">Whether the key was used so long ago that nothing of that request can turn up any more.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<ProviderAnswer> ReadAsync(
        HttpResponseMessage response,
        Guid key,
        bool settled,
        CancellationToken cancellation
    )
    {
        var (status, error) = ((int)response.StatusCode, await ErrorAsync(response, cancellation));
        var outcome = status switch
        {
            // Refused before anything began, for what we are or for how fast we ask: the money stays owed.
            401 or 403 or 429 => ProviderOutcome.TryLater,
            // Stored with the key: that request is over, and until the key is forgotten it is not tried again. Whoever
            // submits has looked the refund up just before, so it was not made.
            >= 500 when settled && IsReplayed(response) => ProviderOutcome.Spent,
            _ => error switch
            {
                // Not in Stripe's words: somebody between us.
                null => ProviderOutcome.Unknown,
                // Under way with this key (409), or used with it for something else (400).
                { Type: "idempotency_error" } => ProviderOutcome.Unknown,
                // Stripe has said no for lack of the merchant's money, and stores that no with the key.
                { Code: "balance_insufficient" or "insufficient_funds" } => ProviderOutcome.Spent,
                { Type: "card_error" } when status is 400 or 402 => ProviderOutcome.Declined,
                { Type: "invalid_request_error" } when status is 400 or 402 or 404 => AboutPayment(error)
                    ?? ProviderOutcome.Rejected,
                _ => ProviderOutcome.Unknown,
            },
        };
        return new ProviderAnswer(
            outcome,
            Say(status, error, response),
            SpentKey: outcome == ProviderOutcome.Spent ? key : null
        );
    }

    private static ProviderOutcome? AboutPayment(StripeError error) =>
        error switch
        {
            { Code: "charge_disputed" or "refund_disputed_payment" } => ProviderOutcome.Disputed,
            // Less is left there than we think.
            { Code: "charge_already_refunded" } or { Param: "amount" } => ProviderOutcome.RefundedElsewhere,
            // Nothing may be taken from it by refunds any more: it is too old, or of a kind that has none.
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
            var failure = await response.Content.ReadFromJsonAsync<StripeFailure>(StripeRefund.Json, cancellation);
            return failure?.Error is { Type: not null } error ? error : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Say(int status, StripeError? error, HttpResponseMessage response)
    {
        var words = string.Join(' ', new[] { error?.Type, error?.Code, error?.Param }.Where(x => x is not null));
        var request = response.Headers.TryGetValues("Request-Id", out var ids) ? $" [{string.Join(' ', ids)}]" : "";
        return $"HTTP {status} {words}{(IsReplayed(response) ? " again" : "")}{request}";
    }
}
