using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// Takes refunds back that had succeeded, and tells the merchant until one of the addresses in <c>Sandbox:Webhook</c>
/// (several with <c>;</c> between them) has answered with 2xx.
/// </summary>
internal sealed class Reversing(
    IServiceScopeFactory scopes,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<Reversing> logger
) : BackgroundService
{
    private const int LongestWaitSeconds = 16;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary><c>POST /v1/refunds/{reference}/reversal</c>: the money of a refund does not arrive after all.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(
            "/v1/refunds/{reference}/reversal",
            async (string reference, SandboxDb db, ReversalsDb reversals, TimeProvider time) =>
            {
                if (!await db.Refunds.AnyAsync(x => x.Reference == reference))
                {
                    return Results.NotFound();
                }
                await reversals.PlanAsync(reference, time.GetUtcNow());
                return Results.Accepted();
            }
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "Reversals wait");
            }
        }
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var reversals = scope.ServiceProvider.GetRequiredService<ReversalsDb>();
        var refunds = scope.ServiceProvider.GetRequiredService<SandboxDb>().Refunds;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var due in await reversals.Reversals.Where(x => x.DueAt <= now).ToListAsync(cancellation))
        {
            await refunds
                .Where(x => x.Reference == due.Reference)
                .ExecuteUpdateAsync(x => x.SetProperty(row => row.Status, SandboxRefund.Failed), cancellation);
            if (await TellAsync(due.Reference, cancellation))
            {
                reversals.Reversals.Remove(due);
            }
            else
            {
                var wait = Math.Min(Math.Pow(2, due.Attempts++), LongestWaitSeconds);
                due.DueAt = time.GetUtcNow().AddSeconds(wait).ToUnixTimeMilliseconds();
            }
            await reversals.SaveChangesAsync(cancellation);
        }
    }

    private async Task<bool> TellAsync(string reference, CancellationToken cancellation)
    {
        var addresses = (configuration["Sandbox:Webhook"] ?? "").Split(
            ';',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        foreach (var address in addresses)
        {
            try
            {
                using var answer = await Http.PostAsJsonAsync(address, new { reference }, cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception exception)
                when (exception is HttpRequestException or OperationCanceledException
                    && !cancellation.IsCancellationRequested
                )
            {
                // Whoever is not there is told later.
            }
        }
        return addresses.Length == 0;
    }
}
