using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// The time of a service's database, which all its replicas share: leases and due times compare with it, so that a
/// replica whose own clock is off neither sends too early nor takes what another holds. It is this process's clock plus
/// a difference measured every half minute, so a test that drives the clock drives this one too.
/// </summary>
public sealed class DatabaseClock<TDbContext>(
    IServiceScopeFactory scopes,
    TimeProvider time,
    IOptions<DurableMessagingOptions> options,
    ILogger<DatabaseClock<TDbContext>> logger
) : BackgroundService
    where TDbContext : DurableDbContext
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _aheadTicks;

    /// <summary>
    /// Completes when the database is up to date (<see cref="DurableMessagingOptions.UpToDate"/>) and its clock has been read: all
    /// background work of a service begins then. Never completes when the process stops first.
    /// </summary>
    public Task Known => _known.Task;

    /// <inheritdoc cref="Known"/>
    public bool IsKnown => _known.Task.IsCompleted;

    /// <summary>The database's time, UTC.</summary>
    public DateTimeOffset UtcNow => time.GetUtcNow().AddTicks(Volatile.Read(ref _aheadTicks));

    /// <summary>Waits until the clock is known, unless the database is away or not yet up to date.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (UpToDate.IsCompleted)
        {
            await Task.WhenAny(_tried.Task, Task.Delay(StartTimeout, time, cancellationToken));
        }
    }

    private Task UpToDate => options.Value.UpToDate(typeof(TDbContext));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await UpToDate.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await MeasureAsync(stoppingToken);
            _tried.TrySetResult();
            await Task.Delay(IsKnown ? Every : Again, time, stoppingToken);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
            if (db.Database.IsSqlite())
            {
                // SQLite runs in this process and uses its clock.
                _known.TrySetResult();
                return;
            }
            await db.Database.OpenConnectionAsync(cancellation);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = db.Database.IsNpgsql() ? "SELECT clock_timestamp()" : "SELECT SYSUTCDATETIME()";
            var sent = Stopwatch.GetTimestamp();
            var answer = (DateTime)(await command.ExecuteScalarAsync(cancellation))!;
            var there =
                new DateTimeOffset(DateTime.SpecifyKind(answer, DateTimeKind.Utc)) + Stopwatch.GetElapsedTime(sent) / 2;
            Volatile.Write(ref _aheadTicks, (there + options.Value.ClockOffset - time.GetUtcNow()).Ticks);
            _known.TrySetResult();
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            logger.LogWarning(
                "The database's clock could not be read ({Reason}); the last known difference is used",
                exception.Message
            );
        }
    }
}
