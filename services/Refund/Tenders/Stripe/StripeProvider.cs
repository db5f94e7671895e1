using System.Globalization;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>Stripe's refunds over its HTTP API.</summary>
internal sealed class StripeProvider(HttpClient http, TimeProvider time) : IPaymentProvider
{
    /// <summary>The version of the API that this code was written for, whatever version the account has.</summary>
    public const string Version = "2025-04-30.basil";

    /// <summary>
    /// How long a key must have answered 500 before a new one is used: Stripe completes such requests manually, and their refunds
    /// appear late.
    /// </summary>
    public static readonly TimeSpan KeyReplacementDelay = TimeSpan.FromHours(1);

    private const int PageSize = 100;

    public Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation)
    {
        if (ProviderSettings.StripeKindOf(part.PaymentReference) is not { } kind)
        {
            return Rejected("the reference is not a Stripe payment (pi_, ch_ or py_)");
        }
        if (StripeAmount.Of(part.Amount, part.Currency) is not { } amount)
        {
            return Rejected($"Stripe cannot represent the amount in {part.Currency}");
        }
        var form = new Dictionary<string, string>
        {
            [kind] = part.PaymentReference,
            ["amount"] = amount.ToString(CultureInfo.InvariantCulture),
            [$"metadata[{RefundPart.MetadataName}]"] = part.Id.ToString(),
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
                if (response.IsSuccessStatusCode)
                {
                    var refund = await ProviderJson.ReadAsync<StripeRefund>(response, cancellation);
                    return refund.ToAnswer(ProviderOutcome.Unknown);
                }
                var mayReplaceKey = part.KeyUsedAt + KeyReplacementDelay <= time.GetUtcNow();
                return await StripeRefusal.ReadAsync(response, part.Key, mayReplaceKey, cancellation);
            },
            cancellation
        );
    }

    public Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation) =>
        ProviderCall.FindAsync(
            async () =>
            {
                // One timeout for all pages, because the lease allows for only one.
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                timeout.CancelAfter(ProviderSettings.Timeout);
                return part.ProviderId is { } id ? await FindByIdAsync(id, timeout.Token)
                    : ProviderSettings.StripeKindOf(part.PaymentReference) is { } kind
                        ? await FindInListAsync(kind, part, timeout.Token)
                    : new ProviderAnswer(ProviderOutcome.NotFound, "not a Stripe payment");
            },
            cancellation
        );

    private async Task<ProviderAnswer> FindByIdAsync(string id, CancellationToken cancellation)
    {
        using var response = await http.GetAsync($"v1/refunds/{Uri.EscapeDataString(id)}", cancellation);
        // Never NotFound: a refund with an id was made, perhaps by another account, and must not be made again.
        response.EnsureSuccessStatusCode();
        return (await ProviderJson.ReadAsync<StripeRefund>(response, cancellation)).ToAnswer(ProviderOutcome.TryLater);
    }

    /// <summary>Looks among the refunds of the payment for the part's id in the metadata; the newest come first.</summary>
    private async Task<ProviderAnswer> FindInListAsync(string kind, RefundPart part, CancellationToken cancellation)
    {
        var list = $"v1/refunds?{kind}={Uri.EscapeDataString(part.PaymentReference)}&limit={PageSize}";
        ProviderAnswer? failed = null;
        for (string? after = null; ; )
        {
            using var response = await http.GetAsync(
                after is null ? list : $"{list}&starting_after={Uri.EscapeDataString(after)}",
                cancellation
            );
            response.EnsureSuccessStatusCode();
            var page = await ProviderJson.ReadAsync<StripeList>(response, cancellation);
            foreach (var refund in (page.Data ?? []).Where(x => x.Part == part.Id))
            {
                var answer = refund.ToAnswer(ProviderOutcome.TryLater);
                // A refund that failed does not count while another one of the part may have succeeded.
                if (answer.Outcome is not (ProviderOutcome.Failed or ProviderOutcome.Disputed))
                {
                    return answer;
                }
                failed ??= answer;
            }
            if (!page.HasMore)
            {
                return failed ?? new ProviderAnswer(ProviderOutcome.NotFound, "no refund has its id");
            }
            after =
                page.Data is [.., { Id: { } last }] && last != after
                    ? last
                    : throw new HttpRequestException("A page of refunds is empty although it says that more follow.");
        }
    }

    private static Task<ProviderAnswer> Rejected(string detail) =>
        Task.FromResult(new ProviderAnswer(ProviderOutcome.Rejected, detail));
}
