using System.Net.Http.Headers;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary>Asks a service in the name of a caller, one replica after the other until one answers.</summary>
internal sealed class ServiceCalls(
    GatewaySettings settings,
    InternalToken token,
    IHttpClientFactory clients,
    ILogger<ServiceCalls> logger
)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The services, in the order of their names.</summary>
    public IReadOnlyList<string> All { get; } = [.. settings.Services.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null when none of its replicas answers. What is sent must bear being done twice.</summary>
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
                logger.LogWarning("{Service} at {Address} does not answer: {Why}", service, address, exception.Message);
            }
        }
        return null;
    }
}
