using System.Globalization;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>Refunds of Stripe over its HTTP API.</summary>
internal sealed class StripeProvider(HttpClient http, TimeProvider time) : IPaymentProvider
{
    /// <summary>The version of the API that this was written for, whatever the account's own is.</summary>
    public const string Version = "2025-04-30.basil";

    /// <summary>
    /// How long a key must have answered 500 before a new one is taken: Stripe mends such requests by hand, and what it
    /// mends turns up late.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromHours(1);

    public Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation)
    {
        if (ProviderSettings.StripeKindOf(part.PaymentReference) is not { } kind)
        {
            return Answer(ProviderOutcome.Rejected, "the reference is no payment of Stripe: pi_, ch_ or py_");
        }
        if (StripeAmount.Of(part.Amount, part.Currency) is not { } amount)
        {
            return Answer(ProviderOutcome.Rejected, $"Stripe has no such amount in {part.Currency}");
        }
        var form = new Dictionary<string, string>
        {
            [kind] = part.PaymentReference,
            ["amount"] = amount.ToString(CultureInfo.InvariantCulture),
            [$"metadata[{RefundPart.ProviderKey}]"] = part.Id.ToString(),
        };
        return ProviderCall.SubmitAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "v1/refunds")
                {
                    Headers = { { "Idempotency-Key", part.Key.ToString() } },
                    Content = new FormUrlEncodedContent(form),
                };
                using var response = await http.SendAsync(request, cancellation);
                return response.IsSuccessStatusCode
                    ? (await StripeLookUp.ReadAsync<StripeRefund>(response, cancellation)).ToAnswer(
                        ProviderOutcome.Unknown
                    )
                    : await StripeRefusal.ReadAsync(response, part.Key, HasSettled(part), cancellation);
            },
            cancellation
        );
    }

    public Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation) =>
        ProviderCall.FindAsync(
            async () =>
            {
                // However many pages there are: a look-up has its time, and the lease counts on it.
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(ProviderSettings.Timeout);
                return part.ProviderId is { } id ? await StripeLookUp.ByIdAsync(http, id, patience.Token)
                    : ProviderSettings.StripeKindOf(part.PaymentReference) is { } kind
                        ? await StripeLookUp.AmongAsync(http, kind, part, patience.Token)
                    : new ProviderAnswer(ProviderOutcome.NotFound, "no payment of Stripe");
            },
            cancellation
        );

    private bool HasSettled(RefundPart part) => part.KeyUsedAt + Settling <= time.GetUtcNow();

    private static Task<ProviderAnswer> Answer(ProviderOutcome outcome, string detail) =>
        Task.FromResult(new ProviderAnswer(outcome, detail));
}
