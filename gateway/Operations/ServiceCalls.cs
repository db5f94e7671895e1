using System.Net.Http.Headers;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary>A service's answer or its refusal; neither when the service is unavailable.</summary>
internal sealed record ServiceAnswer<T>(string Service, T? Answer, IResult? Refusal);

/// <summary>Calls a service on behalf of a caller; tries one replica after the other until one answers.</summary>
internal sealed class ServiceCalls(
    GatewaySettings settings,
    InternalToken token,
    IHttpClientFactory clients,
    ILogger<ServiceCalls> logger
)
{
    /// <summary>All services, sorted by name.</summary>
    public IReadOnlyList<string> All { get; } = [.. settings.Services.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Calls one service. The call must be safe to repeat.</summary>
    /// <param name="caller">The caller whose token is sent; null: no token is sent.</param>
    /// <returns>Null when no replica answers.</returns>
    public async Task<HttpResponseMessage?> SendAsync(
        string service,
        HttpMethod method,
        string path,
        Caller? caller,
        CancellationToken cancellation,
        object? body = null,
        string? idempotencyKey = null
    )
    {
        using var client = clients.CreateClient(nameof(ServiceCalls));
        foreach (var address in settings.Services[service])
        {
            using var request = new HttpRequestMessage(method, new Uri(new Uri(address), path));
            if (caller is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.For(caller, service));
            }
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

    /// <summary>Calls the named service, or all of them side by side, about failed messages.</summary>
    /// <param name="path">The path after <c>/v1/ops/failures/{service}</c>.</param>
    public Task<ServiceAnswer<T>[]> AskForFailuresAsync<T>(
        string? service,
        HttpMethod method,
        string path,
        Caller caller,
        CancellationToken cancellation,
        object? body = null,
        string? idempotencyKey = null
    ) =>
        AskAsync<T>(
            service is null ? All : [service],
            method,
            one => $"/v1/ops/failures/{one}{path}",
            caller,
            cancellation,
            body,
            idempotencyKey
        );

    /// <summary>Calls services side by side, each at a path of its own.</summary>
    public Task<ServiceAnswer<T>[]> AskAsync<T>(
        IEnumerable<string> services,
        HttpMethod method,
        Func<string, string> pathOf,
        Caller caller,
        CancellationToken cancellation,
        object? body = null,
        string? idempotencyKey = null
    )
    {
        return Task.WhenAll(services.Select(AskOneAsync));

        async Task<ServiceAnswer<T>> AskOneAsync(string one)
        {
            using var answer = await SendAsync(one, method, pathOf(one), caller, cancellation, body, idempotencyKey);
            return answer switch
            {
                null => new(one, default, null),
                { IsSuccessStatusCode: true } => new(
                    one,
                    await answer.Content.ReadFromJsonAsync<T>(cancellation),
                    null
                ),
                _ => new(one, default, await PassOnAsync(answer, cancellation)),
            };
        }
    }

    /// <summary>Passes a service's response on unchanged.</summary>
    public static async Task<IResult> PassOnAsync(HttpResponseMessage answer, CancellationToken cancellation) =>
        Results.Text(
            await answer.Content.ReadAsStringAsync(cancellation),
            answer.Content.Headers.ContentType?.ToString(),
            statusCode: (int)answer.StatusCode
        );

    /// <summary>A 400 when there is no service of that name, else null.</summary>
    public IResult? UnknownService(string? service) =>
        service is null || All.Contains(service)
            ? null
            : Problem.Of(
                StatusCodes.Status400BadRequest,
                "invalid_request",
                $"service must be one of {string.Join(", ", All)}."
            );
}
