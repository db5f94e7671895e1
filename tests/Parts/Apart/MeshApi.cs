using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Parts.Apart;

/// <summary>
/// The public API as its callers use it: JSON over HTTP with an API key. Tests name Local's demo keys; where there are
/// none, <c>keys</c> says which ones stand for them. <c>caller</c> may change requests, and <c>ready</c> is awaited before each.
/// </summary>
public sealed class MeshApi(
    Uri address,
    IReadOnlyDictionary<string, string>? keys = null,
    DelegatingHandler? caller = null,
    Func<Task>? ready = null
) : IDisposable
{
    private readonly HttpClient _http = new(Connect(caller)) { BaseAddress = address };

    private readonly ConcurrentQueue<string> _unanswered = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? key,
        object? body = null,
        string? idempotencyKey = null,
        Action<HttpRequestMessage>? change = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                keys?.GetValueOrDefault(key) ?? key
            );
        }
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }
        request.Content = body switch
        {
            null => null,
            string raw => new StringContent(raw, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        change?.Invoke(request);
        using var response = await AnswerAsync(request);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        return new Answer(
            response.StatusCode,
            text.StartsWith('{') ? JsonNode.Parse(text) : null,
            text,
            response.Headers.Location?.ToString(),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ETag?.ToString()
        );
    }

    /// <summary>The calls so far that got no answer, or one of 500 and above, with that answer.</summary>
    public IReadOnlyList<string> Unanswered => [.. _unanswered];

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        if (ready is not null)
        {
            await ready();
        }
        try
        {
            var response = await _http.SendAsync(request, Cancelled);
            if ((int)response.StatusCode >= 500)
            {
                _unanswered.Enqueue(
                    $"{request.Method} {request.RequestUri}: {await response.Content.ReadAsStringAsync(Cancelled)}"
                );
            }
            return response;
        }
        catch (Exception exception)
        {
            _unanswered.Enqueue($"{request.Method} {request.RequestUri}: {exception.Message}");
            throw;
        }
    }

    public Task<Answer> PutOrderAsync(string number, object order, string key = "local-storefront") =>
        SendAsync(HttpMethod.Put, $"/v1/orders/{number}", key, order);

    public Task<Answer> RequestReturnAsync(
        object request,
        string? idempotencyKey = null,
        string key = "local-storefront"
    ) => SendAsync(HttpMethod.Post, "/v1/returns", key, request, idempotencyKey ?? Guid.NewGuid().ToString());

    public Task<Answer> GetAsync(string path, string key = "local-storefront") => SendAsync(HttpMethod.Get, path, key);

    public Task<Answer> PostAsync(string path, string key, object body, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, key, body, idempotencyKey);

    public void Dispose() => _http.Dispose();

    private static HttpMessageHandler Connect(DelegatingHandler? caller)
    {
        var network = new SocketsHttpHandler { MaxConnectionsPerServer = 256 };
        if (caller is null)
        {
            return network;
        }
        caller.InnerHandler = network;
        return caller;
    }
}

public sealed record Answer(
    HttpStatusCode Status,
    JsonNode? Json,
    string Text,
    string? Location,
    string? MediaType,
    string? ETag
)
{
    /// <summary>The word of the problem's stable type, for example <c>not_eligible</c>.</summary>
    public string? Problem => ((string?)Json?["type"])?.Split(':')[^1];

    public Answer ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }

    /// <summary>A refusal that a caller can act on: problem details with a type, a status and a sentence.</summary>
    public Answer ShouldBeProblem(HttpStatusCode status, string word)
    {
        Status.ShouldBe(status, Text);
        MediaType.ShouldBe("application/problem+json", Text);
        Problem.ShouldBe(word, Text);
        ((int)Json!["status"]!).ShouldBe((int)status);
        ((string?)Json["detail"]).ShouldNotBeNullOrWhiteSpace();
        Text.ShouldNotContain("   at ");
        return this;
    }
}
