using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Payments;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>
/// Payment links of Stripe: a page of checkout alone lives for a day, a link until it is closed. Each visit to it is a session of
/// its own, of which one may be completed. Should two that are open at once be, the second waits for finance.
/// </summary>
internal sealed class StripeLinks(HttpClient http) : IPaymentLinks
{
    /// <summary>The first version of the API that takes a price with the link, whatever refunds are written for.</summary>
    public const string Version = "2025-07-30.basil";

    /// <summary>More visits open at once than customers make; what is left is for the next attempt.</summary>
    private const int PageSize = 100;

    public Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation)
    {
        if (StripeAmount.Of(it.Amount, it.Currency) is not { } amount)
        {
            return Task.FromResult(new LinkAnswer(LinkOutcome.Rejected, $"Stripe has no such amount in {it.Currency}"));
        }
        return LinkCall.MakeAsync(
            async () =>
            {
                using var response = await PostAsync(
                    "v1/payment_links",
                    StripeLinkForm.Of(it, amount),
                    it.Key,
                    cancellation
                );
                if (!response.IsSuccessStatusCode)
                {
                    // A link that was made after all is in nobody's hands: no need to wait until it could turn up.
                    return LinkAnswer.Of(await StripeRefusal.ReadAsync(response, it.Key, settled: true, cancellation));
                }
                var link = await StripeLookUp.ReadAsync<StripeLink>(response, cancellation);
                return link is { Id: { } id, Url: { } url }
                    ? new LinkAnswer(LinkOutcome.Made, "made", id, url)
                    : new LinkAnswer(LinkOutcome.TryLater, "an answer without a link");
            },
            cancellation
        );
    }

    public Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation) =>
        LinkCall.MakeAsync(() => SumAsync(it, cancellation), cancellation);

    /// <summary>No new visits, then none that goes on: what is completed then is all that ever will be.</summary>
    public Task<LinkAnswer> CloseAsync(Collection it, CancellationToken cancellation) =>
        LinkCall.MakeAsync(
            async () =>
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(2 * ProviderSettings.Timeout);
                var path = $"v1/payment_links/{Uri.EscapeDataString(it.LinkId!)}";
                var inactive = new Dictionary<string, string> { ["active"] = "false" };
                using var response = await PostAsync(path, inactive, null, patience.Token);
                response.EnsureSuccessStatusCode();
                foreach (var open in await SessionsAsync(it, "open", patience.Token))
                {
                    using var expired = await PostAsync(
                        $"v1/checkout/sessions/{Uri.EscapeDataString(open.Id!)}/expire",
                        [],
                        null,
                        patience.Token
                    );
                }
                // One that could not be expired was completed meanwhile, or Stripe has a bad day.
                return await SessionsAsync(it, "open", patience.Token) is []
                    ? await SumAsync(it, patience.Token) with
                    {
                        IsClosed = true,
                    }
                    : new LinkAnswer(LinkOutcome.TryLater, "visits that could not be ended");
            },
            cancellation
        );

    private async Task<LinkAnswer> SumAsync(Collection it, CancellationToken cancellation) =>
        StripeSession.Sum(await SessionsAsync(it, "complete", cancellation), it);

    private async Task<IReadOnlyList<StripeSession>> SessionsAsync(
        Collection it,
        string status,
        CancellationToken cancellation
    )
    {
        var link = Uri.EscapeDataString(it.LinkId!);
        using var response = await http.GetAsync(
            $"v1/checkout/sessions?payment_link={link}&status={status}&limit={PageSize}&expand[]=data.payment_intent",
            cancellation
        );
        response.EnsureSuccessStatusCode();
        return (await StripeLookUp.ReadAsync<StripeSessions>(response, cancellation)).Data ?? [];
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path,
        Dictionary<string, string> form,
        Guid? key,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key.ToString());
        }
        return await http.SendAsync(request, cancellation);
    }
}
