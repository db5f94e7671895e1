using System.Net;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Sandbox;

/// <summary>The sandbox's refunds over HTTP.</summary>
internal sealed class SandboxProvider(HttpClient http) : IPaymentProvider
{
    public Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation) =>
        ProviderCall.SubmitAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "v1/refunds")
                {
                    Headers = { { "Idempotency-Key", part.Key.ToString() } },
                    Content = JsonContent.Create(
                        new RefundToMake(part.Id, part.PaymentReference, part.Amount, part.Currency)
                    ),
                };
                using var response = await http.SendAsync(request, cancellation);
                return response.StatusCode switch
                {
                    HttpStatusCode.OK or HttpStatusCode.Created => await ReadAsync(
                        response,
                        ProviderOutcome.Unknown,
                        cancellation
                    ),
                    HttpStatusCode.PaymentRequired => Say(ProviderOutcome.Declined, response),
                    HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => Say(
                        ProviderOutcome.Rejected,
                        response
                    ),
                    // A first request with this key is still in the provider's hands.
                    HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict => Say(ProviderOutcome.Unknown, response),
                    // Not about this refund, but about us or now: it would be wrong to give up the money for that.
                    (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
                    or HttpStatusCode.ServiceUnavailable => Say(ProviderOutcome.TryLater, response),
                    _ => Say(ProviderOutcome.Unknown, response),
                };
            },
            cancellation
        );

    public Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation) =>
        ProviderCall.FindAsync(
            async () =>
            {
                using var response = await http.GetAsync($"v1/refunds/{part.Id}", cancellation);
                return response.StatusCode switch
                {
                    HttpStatusCode.OK => await ReadAsync(response, ProviderOutcome.TryLater, cancellation),
                    HttpStatusCode.NotFound => Say(ProviderOutcome.NotFound, response),
                    _ => Say(ProviderOutcome.TryLater, response),
                };
            },
            cancellation
        );

    private static async Task<ProviderAnswer> ReadAsync(
        HttpResponseMessage response,
        ProviderOutcome unlessSucceeded,
        CancellationToken cancellation
    )
    {
        var made = await response.Content.ReadFromJsonAsync<RefundMade>(cancellation);
        return made switch
        {
            { Id: { } id, Status: "succeeded" } => new ProviderAnswer(ProviderOutcome.Succeeded, "succeeded", id),
            { Id: { } id, Status: "failed" } => new ProviderAnswer(ProviderOutcome.Failed, "failed", id),
            _ => new ProviderAnswer(unlessSucceeded, "not yet succeeded"),
        };
    }

    private static ProviderAnswer Say(ProviderOutcome outcome, HttpResponseMessage response) =>
        new(outcome, $"HTTP {(int)response.StatusCode}");

    private sealed record RefundToMake(Guid Reference, string Payment, long Amount, string Currency);

    private sealed record RefundMade(string? Id, string? Status);
}
