using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Gateway.Operations;
using AfterSalesMesh.Gateway.Proxy;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AfterSalesMesh.Gateway.Description;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the descriptions of the services and the gateway as one document. A client generated from a
/// partial description would lack routes, so while a service is unavailable the answer is the last complete description, or a 503 that names the service.
/// </summary>
internal sealed class ApiDescription(
    GatewaySettings settings,
    ServiceCalls calls,
    [FromKeyedServices("v1")] IOpenApiDocumentProvider gateway,
    TimeProvider time
) : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1);
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private string? _complete;
    private string? _away;

    public async Task<IResult> AnswerAsync(HttpContext context, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (time.GetUtcNow() >= _due)
            {
                await RefreshAsync(cancellation);
                _due = time.GetUtcNow() + (_away is null ? FreshFor : RetryAfter);
            }
        }
        finally
        {
            _gate.Release();
        }
        if (_complete is { } complete)
        {
            return Results.Text(complete, "application/json");
        }
        context.Response.Headers.RetryAfter = "5";
        return Problem.Of(
            StatusCodes.Status503ServiceUnavailable,
            "upstream_unavailable",
            $"The API description is incomplete: the service '{_away}' does not answer. Retry in a few seconds."
        );
    }

    public void Dispose() => _gate.Dispose();

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        _away = null;
        var described = new List<(string Cluster, JsonObject Document)>();
        foreach (
            var clusters in Routes.All.Select(route => route.Cluster).Distinct().GroupBy(x => settings.Services[x][0])
        )
        {
            var cluster = clusters.First();
            if (await FetchAsync(cluster, cancellation) is not { } document)
            {
                _away = cluster;
                return;
            }
            described.Add((cluster, document));
        }
        var own = await gateway.GetOpenApiDocumentAsync(cancellation);
        var text = await own.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation);
        described.Add(("gateway", (JsonObject)JsonNode.Parse(text)!));
        _complete = OpenApiMerge.Of(described).ToJsonString();
    }

    private async Task<JsonObject?> FetchAsync(string cluster, CancellationToken cancellation)
    {
        using var answer = await calls.SendAsync(cluster, HttpMethod.Get, "/openapi/v1.json", null, cancellation);
        if (answer is not { IsSuccessStatusCode: true })
        {
            return null;
        }
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation);
        }
        catch (JsonException)
        {
            // Something other than the service answered.
            return null;
        }
    }
}
