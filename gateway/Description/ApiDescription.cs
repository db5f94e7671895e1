using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Gateway.Proxy;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Gateway.Description;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the descriptions of the services and the gateway as one document. A partial description would generate a partial
/// client, so while a service is away the last complete one is given, or a 503 that names the service.
/// </summary>
internal sealed class ApiDescription(
    GatewaySettings settings,
    IHttpClientFactory clients,
    GatewayDescription own,
    TimeProvider time,
    ILogger<ApiDescription> logger
) : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private string? _whole;
    private string? _away;

    public async Task<IResult> AnswerAsync(HttpContext context, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
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
            _one.Release();
        }
        if (_whole is { } whole)
        {
            return Results.Text(whole, "application/json");
        }
        context.Response.Headers.RetryAfter = "5";
        return Problem.Of(
            StatusCodes.Status503ServiceUnavailable,
            "upstream_unavailable",
            $"The description is incomplete: the service '{_away}' does not answer. Retry in a few seconds."
        );
    }

    public void Dispose() => _one.Dispose();

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
        described.Add(("gateway", await own.ReadAsync(cancellation)));
        _whole = OpenApiMerge.Of(described).ToJsonString();
    }

    private async Task<JsonObject?> FetchAsync(string cluster, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(nameof(ApiDescription));
        foreach (var address in settings.Services[cluster])
        {
            try
            {
                var text = await client.GetStringAsync(new Uri(new Uri(address), "/openapi/v1.json"), cancellation);
                if (JsonNode.Parse(text) is JsonObject document)
                {
                    return document;
                }
            }
            catch (Exception exception)
                when (exception is HttpRequestException or JsonException or OperationCanceledException
                    && !cancellation.IsCancellationRequested
                )
            {
                logger.LogWarning(
                    "{Service} at {Address} gives no API description: {Reason}",
                    cluster,
                    address,
                    exception.Message
                );
            }
        }
        return null;
    }
}
