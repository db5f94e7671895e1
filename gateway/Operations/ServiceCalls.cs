using System.Net.Http.Headers;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary>Calls a service on behalf of a caller; tries one replica after the other until one answers.</summary>
internal sealed class ServiceCalls(
    GatewaySettings settings,
    InternalToken token,
    IHttpClientFactory clients,
    ILogger<ServiceCalls> logger
)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>All services, sorted by name.</summary>
    public IReadOnlyList<string> All { get; } = [.. settings.Services.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null when no replica answers. The call must be safe to repeat.</summary>
    public async Task<HttpResponseMessage?> SendAsync(
        string service,
        HttpMethod method,
        string path,
        Caller caller,
        CancellationToken cancellation,
        object? body = null,
        string? idempotencyKey = null
    )
    {
        using var client = clients.CreateClient(nameof(ServiceCalls));
        foreach (var address in settings.Services[service])
        {
            using var request = new HttpRequestMessage(method, new Uri(new Uri(address), path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.For(caller, service));
            request.Content = body is null ? null : JsonContent.Create(body);
            if (idempotencyKey is not null)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
            }
            try
            {
                var answer = await client.SendAsync(request, cancellation);
                if ((int)answer.StatusCode < StatusCodes.Status500InternalServerError)
                {
                    return answer;
                }
                logger.LogWarning("{Service} at {Address} answers {Status}", service, address, answer.StatusCode);
                answer.Dispose();
            }
            catch (Exception exception)
                when (exception is HttpRequestException or OperationCanceledException
                    && !cancellation.IsCancellationRequested
                )
            {
                logger.LogWarning(
                    "{Service} at {Address} does not answer: {Reason}",
                    service,
                    address,
                    exception.Message
                );
            }
        }
        return null;
    }
}
