using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>The public API, called with as little work on this side as can be: text out, a document back.</summary>
internal sealed class ApiClient(Uri address, IReadOnlyDictionary<string, string> keys) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 512,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            ActivityHeadersPropagator = null,
        }
    )
    {
        BaseAddress = address,
    };

    public async Task<JsonDocument> SendAsync(
        HttpMethod method,
        string path,
        string role,
        string? body = null,
        string? idempotencyKey = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", keys[$"local-{role}"]);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = Json } };
        }
        using var response = await _http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(bytes.Length == 0 ? "{}"u8.ToArray() : bytes)
            : throw new InvalidOperationException(
                $"{method} {path}: {(int)response.StatusCode} {Encoding.UTF8.GetString(bytes)}"
            );
    }

    public void Dispose() => _http.Dispose();
}
