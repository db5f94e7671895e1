using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>Finds a refund at Stripe.</summary>
internal static class StripeLookUp
{
    private const int PageSize = 100;

    public static async Task<ProviderAnswer> ByIdAsync(HttpClient http, string id, CancellationToken cancellation)
    {
        using var response = await http.GetAsync($"v1/refunds/{Uri.EscapeDataString(id)}", cancellation);
        // Not "not found" either: a refund that was there is another account's now, and must not be made again here.
        return response.IsSuccessStatusCode
            ? (await ReadAsync<StripeRefund>(response, cancellation)).ToAnswer(ProviderOutcome.TryLater)
            : Say(ProviderOutcome.TryLater, response);
    }

    /// <summary>Among the refunds of its payment, by the part's id in their metadata; the newest come first.</summary>
    /// <param name="http">Stripe.</param>
    /// <param name="kind">What its payment is: <c>payment_intent</c> or <c>charge</c>.</param>
    /// <param name="part">Whose refund is looked for.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<ProviderAnswer> AmongAsync(
        HttpClient http,
        string kind,
        RefundPart part,
        CancellationToken cancellation
    )
    {
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
                if (answer.Outcome is not (ProviderOutcome.Failed or ProviderOutcome.Disputed))
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

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellation) =>
        await response.Content.ReadFromJsonAsync<T>(StripeRefund.Json, cancellation)
        ?? throw new HttpRequestException("An answer without content.");

    private static ProviderAnswer ToAnswer(StripeRefund refund) => refund.ToAnswer(ProviderOutcome.TryLater);

    private static ProviderAnswer Say(ProviderOutcome outcome, HttpResponseMessage response) =>
        new(outcome, $"HTTP {(int)response.StatusCode}");
}
