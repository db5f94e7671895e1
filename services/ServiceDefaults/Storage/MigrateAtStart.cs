using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Brings every database up to date before anything else starts.</summary>
internal sealed class MigrateAtStart(
    IServiceScopeFactory scopes,
    IEnumerable<MigratedContext> contexts,
    TimeProvider clock,
    ILogger<MigrateAtStart> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var context in contexts)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = (DbContext)scope.ServiceProvider.GetRequiredService(context.Type);
            var applied = await Migration.RunAsync(db, clock, cancellationToken);
            if (applied.Count > 0)
            {
                logger.LogInformation("{Context}: applied {Migrations}", context.Type.Name, string.Join(", ", applied));
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
