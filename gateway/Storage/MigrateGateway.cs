using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Gateway.Storage;

/// <summary>Brings the gateway's database up to date; while the database is away, the gateway runs but is not ready.</summary>
internal sealed class MigrateGateway(IServiceScopeFactory scopes, TimeProvider time, ILogger<MigrateGateway> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
                await Migration.RunAsync(db, time, stoppingToken);
                return;
            }
            catch (Exception exception) when (GatewayStorage.IsAway(exception))
            {
                logger.LogWarning(
                    "The gateway's database is unavailable ({Reason}); trying again",
                    exception.GetBaseException().Message
                );
            }
            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
