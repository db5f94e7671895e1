using System.Globalization;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>
/// Stripe's payment links, which stay open until they are closed, unlike a checkout session, which lives for a day. Each visit to
/// a link is a checkout session; only one should be completed. If two open sessions are completed nevertheless, finance explains the second.
/// </summary>
internal sealed class StripeLinks(HttpClient http) : IPaymentLinks
{
    /// <summary>The first version of the API that makes a link and its price in one call.</summary>
    public const string Version = "2025-07-30.basil";

    /// <summary>More sessions than a customer has open at once; the next attempt handles the rest.</summary>
    private const int PageSize = 100;

    public Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation)
    {
        if (StripeAmount.Of(it.Amount, it.Currency) is not { } amount)
        {
            return Task.FromResult(
                new LinkAnswer(LinkOutcome.Rejected, $"Stripe cannot represent the amount in {it.Currency}")
            );
        }
        return LinkCall.AskAsync(
            async () =>
            {
                using var response = await PostAsync("v1/payment_links", Form(it, amount), it.Key, cancellation);
                if (!response.IsSuccessStatusCode)
                {
                    // If the link was made after all, nobody would know it: the key may be replaced at once.
                    return LinkAnswer.Of(
                        await StripeRefusal.ReadAsync(response, it.Key, mayReplaceKey: true, cancellation)
                    );
                }
                var link = await ProviderJson.ReadAsync<StripeLink>(response, cancellation);
                return link is { Id: { } id, Url: { } url }
                    ? new LinkAnswer(LinkOutcome.Made, "made", id, url)
                    : new LinkAnswer(LinkOutcome.TryLater, "the provider's answer has no link");
            },
            cancellation
        );
    }

    public Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation) =>
        LinkCall.AskAsync(() => SumAsync(it, cancellation), cancellation);

    /// <summary>Stops new sessions, then expires the open ones: after that no session can be completed any more.</summary>
    public Task<LinkAnswer> CloseAsync(Collection it, CancellationToken cancellation) =>
        LinkCall.AskAsync(
            async () =>
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                timeout.CancelAfter(2 * ProviderSettings.Timeout);
                var path = $"v1/payment_links/{Uri.EscapeDataString(it.LinkId!)}";
                var inactive = new Dictionary<string, string> { ["active"] = "false" };
                using var response = await PostAsync(path, inactive, null, timeout.Token);
                response.EnsureSuccessStatusCode();
                foreach (var open in await SessionsAsync(it, "open", timeout.Token))
                {
                    using var expired = await PostAsync(
                        $"v1/checkout/sessions/{Uri.EscapeDataString(open.Id!)}/expire",
                        [],
                        null,
                        timeout.Token
                    );
                }
                // A session that could not be expired was completed meanwhile, or the call failed.
                return await SessionsAsync(it, "open", timeout.Token) is []
                    ? await SumAsync(it, timeout.Token) with
                    {
                        IsClosed = true,
                    }
                    : new LinkAnswer(LinkOutcome.TryLater, "a checkout session could not be expired");
            },
            cancellation
        );

    /// <summary>The request for a link; the same each time, because the same key requires the same request.</summary>
    private static Dictionary<string, string> Form(Collection it, long amount) =>
        new()
        {
            ["line_items[0][quantity]"] = "1",
            ["line_items[0][price_data][currency]"] = it.Currency.ToLowerInvariant(),
            ["line_items[0][price_data][unit_amount]"] = amount.ToString(CultureInfo.InvariantCulture),
            ["line_items[0][price_data][product_data][name]"] = LinkDescription.Of(it),
            ["restrictions[completed_sessions][limit]"] = "1",
            // Stripe copies the metadata to the sessions, and so to the events about them.
            [$"metadata[{CollectionHint.MetadataName}]"] = it.Id.ToString(),
            [$"payment_intent_data[metadata][{CollectionHint.MetadataName}]"] = it.Id.ToString(),
        };

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
        return (await ProviderJson.ReadAsync<StripeSessions>(response, cancellation)).Data ?? [];
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
