using System.Globalization;

namespace AfterSalesMesh.Refund.Providers;

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

    private const int PageSize = 100;

    public Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation)
    {
        if (Kind(part.PaymentReference) is not { } kind)
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
            [$"metadata[{StripeRefund.PartOf}]"] = part.Id.ToString(),
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
                    ? (await ReadAsync<StripeRefund>(response, cancellation)).ToAnswer(ProviderOutcome.Unknown)
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
                return part.ProviderId is { } id
                    ? await FindOneAsync(id, patience.Token)
                    : await FindAmongAsync(part, patience.Token);
            },
            cancellation
        );

    private async Task<ProviderAnswer> FindOneAsync(string id, CancellationToken cancellation)
    {
        using var response = await http.GetAsync($"v1/refunds/{Uri.EscapeDataString(id)}", cancellation);
        // Not "not found" either: a refund that was there is another account's now, and must not be made again here.
        return response.IsSuccessStatusCode
            ? (await ReadAsync<StripeRefund>(response, cancellation)).ToAnswer(ProviderOutcome.TryLater)
            : Say(ProviderOutcome.TryLater, response);
    }

    private async Task<ProviderAnswer> FindAmongAsync(RefundPart part, CancellationToken cancellation)
    {
        if (Kind(part.PaymentReference) is not { } kind)
        {
            return new ProviderAnswer(ProviderOutcome.NotFound, "no payment of Stripe");
        }
        var list = $"v1/refunds?{kind}={Uri.EscapeDataString(part.PaymentReference)}&limit={PageSize}";
        ProviderAnswer? failed = null;
        for (string? after = null; ; )
        {
            using var response = await http.GetAsync(
                after is null ? list : $"{list}&starting_after={Uri.EscapeDataString(after)}",
                cancellation
            );
            if (!response.IsSuccessStatusCode)
            {
                return Say(ProviderOutcome.TryLater, response);
            }
            var page = await ReadAsync<StripeList>(response, cancellation);
            foreach (var answer in (page.Data ?? []).Where(x => x.Part == part.Id).Select(ToAnswer))
            {
                // One that failed is not the last word as long as there may be one that did not.
                if (answer.Outcome != ProviderOutcome.Failed)
                {
                    return answer;
                }
                failed ??= answer;
            }
            if (!page.HasMore)
            {
                return failed ?? new ProviderAnswer(ProviderOutcome.NotFound, "none bears its id");
            }
            after =
                page.Data is [.., { Id: { } last }] && last != after
                    ? last
                    : throw new HttpRequestException("A page that has more after it, and no end.");
        }
    }

    private bool HasSettled(RefundPart part) => part.KeyUsedAt + Settling <= time.GetUtcNow();

    private static ProviderAnswer ToAnswer(StripeRefund refund) => refund.ToAnswer(ProviderOutcome.TryLater);

    private static string? Kind(string reference) =>
        reference.Split('_')[0] switch
        {
            "pi" => "payment_intent",
            "ch" or "py" => "charge",
            _ => null,
        };

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellation) =>
        await response.Content.ReadFromJsonAsync<T>(StripeRefund.Json, cancellation)
        ?? throw new HttpRequestException("An answer without content.");

    private static ProviderAnswer Say(ProviderOutcome outcome, HttpResponseMessage response) =>
        new(outcome, $"HTTP {(int)response.StatusCode}");

    private static Task<ProviderAnswer> Answer(ProviderOutcome outcome, string detail) =>
        Task.FromResult(new ProviderAnswer(outcome, detail));
}
