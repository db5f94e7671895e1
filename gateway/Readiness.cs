using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway;

/// <summary>
/// <c>GET /health/ready</c>: whether the gateway takes requests. Everybody may ask without a limit, so the database is queried
/// once a second at most while it answers.
/// </summary>
internal sealed class Readiness(IServiceScopeFactory scopes, Draining draining, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task? _query;
    private long _queriedAt;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/health/ready", (Readiness readiness) => readiness.AnswerAsync())
            .AllowAnonymous()
            .DisableRateLimiting();

    private async Task<IResult> AnswerAsync()
    {
        if (draining.HasBegun)
        {
            return Results.Text("Stopping", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        await QueryOnceAsync();
        return Results.Text("Healthy");
    }

    private Task QueryOnceAsync()
    {
        lock (_lock)
        {
            if (_query is null or { IsFaulted: true } || time.GetElapsedTime(_queriedAt) >= Remembered)
            {
                (_query, _queriedAt) = (QueryAsync(), time.GetTimestamp());
            }
            return _query;
        }
    }

    private async Task QueryAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<GatewayDb>().People.AsNoTracking().AnyAsync();
    }
}
