using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Gateway.Operations;

/// <summary>What one service answered: an answer, or a refusal, or neither when the service is away.</summary>
internal sealed record ServiceAnswer<T>(string Service, T? Answer, IResult? Refusal);

internal static class ServiceAnswers
{
    public static async Task<ServiceAnswer<T>> ReadAsync<T>(
        this ServiceCalls calls,
        string service,
        HttpMethod method,
        string path,
        Caller caller,
        CancellationToken cancellation,
        object? body = null,
        string? idempotencyKey = null
    )
    {
        using var answer = await calls.SendAsync(service, method, path, caller, cancellation, body, idempotencyKey);
        return answer switch
        {
            null => new(service, default, null),
            { IsSuccessStatusCode: true } => new(
                service,
                await answer.Content.ReadFromJsonAsync<T>(cancellation),
                null
            ),
            _ => new(service, default, await AsIsAsync(answer, cancellation)),
        };
    }

    /// <summary>Passes a service's response on unchanged.</summary>
    public static async Task<IResult> AsIsAsync(HttpResponseMessage answer, CancellationToken cancellation) =>
        Results.Text(
            await answer.Content.ReadAsStringAsync(cancellation),
            answer.Content.Headers.ContentType?.ToString(),
            statusCode: (int)answer.StatusCode
        );

    /// <summary>A 400 when there is no service of that name, else null.</summary>
    public static IResult? UnknownService(this ServiceCalls calls, string? service) =>
        service is null || calls.All.Contains(service)
            ? null
            : Problem.Of(
                StatusCodes.Status400BadRequest,
                "invalid_request",
                $"service must be one of {string.Join(", ", calls.All)}."
            );
}
