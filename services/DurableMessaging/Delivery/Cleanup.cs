using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Delivery;

/// <summary>Deletes rows whose retention is over, every ten minutes.</summary>
internal sealed class Cleanup<TDbContext>(IServiceProvider services, ILogger<Cleanup<TDbContext>> logger)
    : PeriodicWorker<TDbContext>(services, logger, TimeSpan.FromMinutes(10))
    where TDbContext : DurableDbContext
{
    protected override Task RunAsync(IServiceProvider scope, CancellationToken cancellation) =>
        scope
            .GetRequiredService<TDbContext>()
            .DeleteExpiredAsync(
                Clock.UtcNow,
                (row, exception) =>
                    logger.Log(
                        Outage.Is(exception) ? LogLevel.Warning : LogLevel.Error,
                        exception,
                        "Rows of {Row} whose retention is over could not be deleted; they are tried again in ten minutes",
                        row
                    ),
                cancellation
            );
}
