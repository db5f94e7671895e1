using System.Net;
using AfterSalesMesh.Refund.Collections;

namespace AfterSalesMesh.Refund.Tenders.Sandbox;

/// <summary>The sandbox's payment links over HTTP.</summary>
internal sealed class SandboxLinks(HttpClient http) : IPaymentLinks
{
    public Task<LinkAnswer> MakeAsync(Collection it, CancellationToken cancellation) =>
        LinkCall.AskAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "v1/payment-links")
                {
                    Headers = { { "Idempotency-Key", it.Key.ToString() } },
                    Content = JsonContent.Create(
                        new LinkToMake(it.Id, it.OrderNumber, it.Amount, it.Currency, LinkDescription.Of(it))
                    ),
                };
                using var response = await http.SendAsync(request, cancellation);
                return response.StatusCode switch
                {
                    HttpStatusCode.OK or HttpStatusCode.Created => await ReadAsync(response, cancellation)
                        is { Id: { } id, Url: { } url }
                        ? new LinkAnswer(LinkOutcome.Made, "made", id, url)
                        : new LinkAnswer(LinkOutcome.TryLater, "the provider's answer has no link"),
                    HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => Answer(
                        LinkOutcome.Rejected,
                        response
                    ),
                    _ => Answer(LinkOutcome.TryLater, response),
                };
            },
            cancellation
        );

    public Task<LinkAnswer> FindAsync(Collection it, CancellationToken cancellation) =>
        LookAsync(() => http.GetAsync(PathOf(it), cancellation), cancellation);

    public Task<LinkAnswer> CloseAsync(Collection it, CancellationToken cancellation) =>
        LookAsync(() => http.PostAsync($"{PathOf(it)}/close", null, cancellation), cancellation);

    private static Task<LinkAnswer> LookAsync(Func<Task<HttpResponseMessage>> call, CancellationToken cancellation) =>
        LinkCall.AskAsync(
            async () =>
            {
                using var response = await call();
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    return Answer(LinkOutcome.TryLater, response);
                }
                var link = await ReadAsync(response, cancellation);
                return link switch
                {
                    { Status: "open" } => new(LinkOutcome.Unpaid, link.Status),
                    { Status: "closed" } => new(LinkOutcome.Unpaid, link.Status, IsClosed: true),
                    { Status: "declined" } => new(LinkOutcome.Declined, link.Status, IsClosed: true),
                    { Status: "paid", Payment: { } payment } => new(
                        LinkOutcome.Paid,
                        link.Status,
                        Received: link.Amount,
                        PaymentReference: payment,
                        IsClosed: true
                    ),
                    _ => new(LinkOutcome.TryLater, $"a link of status {link?.Status}"),
                };
            },
            cancellation
        );

    private static string PathOf(Collection it) => $"v1/payment-links/{Uri.EscapeDataString(it.LinkId!)}";

    private static Task<Link?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        response.Content.ReadFromJsonAsync<Link>(cancellation);

    private static LinkAnswer Answer(LinkOutcome outcome, HttpResponseMessage response) =>
        new(outcome, $"HTTP {(int)response.StatusCode}");

    private sealed record LinkToMake(Guid Reference, string Order, long Amount, string Currency, string Description);

    private sealed record Link(string? Id, string? Url, string? Status, long Amount, string? Payment);
}
