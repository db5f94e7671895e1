using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>
/// Migrates and checks every database before anything else starts. While a database is unavailable, the process runs, is not ready, and
/// tries again.
/// </summary>
internal sealed class StartupMigration(
    IServiceScopeFactory scopes,
    IEnumerable<MigratedContext> contexts,
    TimeProvider time,
    ILogger<StartupMigration> logger
) : BackgroundService, IHealthCheck
{
    // The process accepts requests only after this; an orchestrator would restart it if this took much longer.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    private readonly Queue<MigratedContext> _waiting = new(contexts);
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Type, TaskCompletionSource> _upToDate = contexts.ToDictionary(
        x => x.Type,
        _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    );

    /// <summary>Completes when every database is up to date, so that messages can be handled.</summary>
    public Task AllUpToDate => Task.WhenAll(_upToDate.Values.Select(x => x.Task));

    /// <summary>Completes when the database of this context is up to date.</summary>
    public Task UpToDate(Type context) => _upToDate[context].Task;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_tried.Task, Task.Delay(StartTimeout, time, cancellationToken));
        // Any other error than an outage ends the process.
        await (_tried.Task.IsFaulted ? _tried.Task : Task.CompletedTask);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            _waiting.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("A database is not migrated yet.")
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await MigrateAsync(stoppingToken);
            _tried.SetResult();
        }
        catch (Exception exception)
        {
            _tried.SetException(exception);
            throw;
        }
        while (_waiting.Count > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            await MigrateAsync(stoppingToken);
        }
    }

    private async Task MigrateAsync(CancellationToken cancellation)
    {
        try
        {
            while (_waiting.TryPeek(out var context))
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = (DurableDbContext)scope.ServiceProvider.GetRequiredService(context.Type);
                var applied = await Migration.RunAsync(db, time, cancellation);
                if (applied.Count > 0)
                {
                    logger.LogInformation(
                        "{Context}: applied {Migrations}",
                        context.Type.Name,
                        string.Join(", ", applied)
                    );
                }
                await using var beside = scopes.CreateAsyncScope();
                var other = (DurableDbContext)beside.ServiceProvider.GetRequiredService(context.Type);
                await SelfCheck.RunAsync(db, other, cancellation);
                _waiting.Dequeue();
                _upToDate[context.Type].TrySetResult();
            }
        }
        catch (Exception exception) when (Outage.Is(exception))
        {
            logger.LogWarning(
                "A database is unavailable ({Reason}); trying again",
                exception.GetBaseException().Message
            );
        }
    }
}

/// <summary>A database context of this process, to be migrated at start.</summary>
internal sealed record MigratedContext(Type Type);
