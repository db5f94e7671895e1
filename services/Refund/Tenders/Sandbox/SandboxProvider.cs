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
                    HttpStatusCode.PaymentRequired => Answer(ProviderOutcome.Declined, response),
                    HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => Answer(
                        ProviderOutcome.Rejected,
                        response
                    ),
                    // An earlier request with this key is still running.
                    HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict => Answer(
                        ProviderOutcome.Unknown,
                        response
                    ),
                    // A problem of our credentials or a temporary one, not of this refund.
                    (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
                    or HttpStatusCode.ServiceUnavailable => Answer(ProviderOutcome.TryLater, response),
                    _ => Answer(ProviderOutcome.Unknown, response),
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
                    HttpStatusCode.NotFound => Answer(ProviderOutcome.NotFound, response),
                    _ => Answer(ProviderOutcome.TryLater, response),
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

    private static ProviderAnswer Answer(ProviderOutcome outcome, HttpResponseMessage response) =>
        new(outcome, $"HTTP {(int)response.StatusCode}");

    private sealed record RefundToMake(Guid Reference, string Payment, long Amount, string Currency);

    private sealed record RefundMade(string? Id, string? Status);
}
