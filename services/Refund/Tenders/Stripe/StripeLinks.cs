using System.Globalization;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>
/// Payment links of Stripe, which stay open until they are closed, unlike a checkout session, which lives for a day. Each visit to
/// a link is a session; one of them may be completed. If two open ones are completed all the same, finance explains the second.
/// </summary>
internal sealed class StripeLinks(HttpClient http) : IPaymentLinks
{
    /// <summary>The first version of the API that makes a link and its price in one call.</summary>
    public const string Version = "2025-07-30.basil";

    /// <summary>More visits than a customer has open at once; the next attempt does the rest.</summary>
    private const int PageSize = 100;

    public Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation)
    {
        if (StripeAmount.Of(it.Amount, it.Currency) is not { } amount)
        {
            return Task.FromResult(
                new LinkAnswer(LinkOutcome.Rejected, $"Stripe can't express the amount in {it.Currency}")
            );
        }
        return LinkCall.AskAsync(
            async () =>
            {
                using var response = await PostAsync("v1/payment_links", Form(it, amount), it.Key, cancellation);
                if (!response.IsSuccessStatusCode)
                {
                    // Nobody would know a link that was made after all: the key may be replaced at once.
                    return LinkAnswer.Of(
                        await StripeRefusal.ReadAsync(response, it.Key, mayReplaceKey: true, cancellation)
                    );
                }
                var link = await ProviderJson.ReadAsync<StripeLink>(response, cancellation);
                return link is { Id: { } id, Url: { } url }
                    ? new LinkAnswer(LinkOutcome.Made, "made", id, url)
                    : new LinkAnswer(LinkOutcome.TryLater, "an answer without a link");
            },
            cancellation
        );
    }

    public Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation) =>
        LinkCall.AskAsync(() => SumAsync(it, cancellation), cancellation);

    /// <summary>Stops new visits, then ends the open ones: after that no visit can be completed any more.</summary>
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
                // A visit that could not be ended was completed meanwhile, or the call failed.
                return await SessionsAsync(it, "open", timeout.Token) is []
                    ? await SumAsync(it, timeout.Token) with
                    {
                        IsClosed = true,
                    }
                    : new LinkAnswer(LinkOutcome.TryLater, "a visit could not be ended");
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
            // Stripe copies it to the sessions, and so to the events about them.
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
