using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace AfterSalesMesh.Replay;

/// <summary>A running mesh, as a storefront uses it. Every order is put as delivered today, so that it can be returned.</summary>
internal sealed class OverHttp : IMesh, IDisposable
{
    // Each run has orders of its own.
    private readonly string _prefix = $"{Guid.NewGuid():N}"[..8] + "-";
    private readonly HashSet<string> _sentOrders = [];
    private readonly HttpClient _http;

    public OverHttp(Uri address, string key)
    {
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<long> OrderAsync(Invoice invoice) =>
        // Put before its first return: most orders have none.
        Task.FromResult(invoice.Order.Payments[0].Captured);

    public async Task<Answer> QuoteAsync(RequestedReturn requested, DateTimeOffset at)
    {
        await PutOrderAsync(requested.Line.Invoice);
        var line = (await PostAsync("/v1/returns/quote", requested, HttpStatusCode.OK))["lines"]![0]!;
        return new((bool)line["eligible"]! ? null : (string?)line["rule"], (long)line["refund"]!);
    }

    public async Task<long> ReturnAsync(RequestedReturn requested, DateTimeOffset at)
    {
        // No goods arrive here, so the quote stands for the refund.
        var quoted = await QuoteAsync(requested, at);
        await PostAsync("/v1/returns", requested, HttpStatusCode.Created);
        return quoted.Refund;
    }

    /// <summary>A refused quote must be a refused request, by the same rule.</summary>
    public async Task ExpectRefusalAsync(RequestedReturn requested, string rule)
    {
        var problem = await PostAsync("/v1/returns", requested, HttpStatusCode.UnprocessableEntity);
        if (!problem["errors"]!["lines[0]"]![0]!.ToString().StartsWith($"{rule}: ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Not refused by {rule}: {problem}");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task PutOrderAsync(Invoice invoice)
    {
        if (_sentOrders.Add(invoice.Number))
        {
            var order = invoice.Order with { DeliveredAt = DateTimeOffset.UtcNow.AddMinutes(-1) };
            var answer = await _http.PutAsJsonAsync($"/v1/orders/{_prefix}{invoice.Number}", order);
            var total = (long)(await AnswerAsync(answer, HttpStatusCode.Created))["total"]!;
            if (total != invoice.Order.Payments[0].Captured)
            {
                throw new InvalidOperationException($"The order {invoice.Number} costs {total} there.");
            }
        }
    }

    private async Task<JsonNode> PostAsync(string path, RequestedReturn requested, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(InMemory.RequestOf(requested, _prefix)),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return await AnswerAsync(await _http.SendAsync(request), expected);
    }

    private static async Task<JsonNode> AnswerAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.StatusCode == expected
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{expected} was expected, not {response.StatusCode}: {text}");
    }
}
