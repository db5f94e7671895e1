using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// Reverses refunds that had succeeded, and sends the merchant a webhook until one of the addresses in <c>Sandbox:Webhook</c>
/// (several with <c>;</c> between them) answers with 2xx.
/// </summary>
internal sealed class Reversals(
    IServiceScopeFactory scopes,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<Reversals> logger
) : BackgroundService
{
    private const int LongestWaitSeconds = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary><c>POST /v1/refunds/{reference}/reversal</c>: reverses a refund.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(
            "/v1/refunds/{reference}/reversal",
            async (string reference, SandboxDb db, TimeProvider time) =>
            {
                if (!await db.Refunds.AnyAsync(x => x.Reference == reference))
                {
                    return Results.NotFound();
                }
                await db.PlanReversalAsync(reference, time.GetUtcNow());
                return Results.Accepted();
            }
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(exception, "Reversals could not be carried out; trying again");
            }
        }
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SandboxDb>();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var due in await db.Reversals.Where(x => x.DueAt <= now).ToListAsync(cancellation))
        {
            await db
                .Refunds.Where(x => x.Reference == due.Reference)
                .ExecuteUpdateAsync(x => x.SetProperty(row => row.Status, SandboxRefund.Failed), cancellation);
            if (await SendWebhookAsync(due.Reference, cancellation))
            {
                db.Reversals.Remove(due);
            }
            else
            {
                var wait = Math.Min(Math.Pow(2, due.Attempts++), LongestWaitSeconds);
                due.DueAt = time.GetUtcNow().AddSeconds(wait).ToUnixTimeMilliseconds();
            }
            await db.SaveChangesAsync(cancellation);
        }
    }

    private async Task<bool> SendWebhookAsync(string reference, CancellationToken cancellation)
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
                // The webhook is sent again later.
            }
        }
        // Also without an address: the merchant may start later.
        return false;
    }
}
