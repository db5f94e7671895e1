using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// Works through the rows of a table that are due. A row is leased to one replica at a time; how it goes on (a later due
/// time, or none) is for <see cref="WorkAsync"/> to write. Wakes when a commit of this process makes a row due, else
/// looks every <see cref="Every"/>.
/// </summary>
public abstract class DueWorker<TDbContext, TRow> : BackgroundService
    where TDbContext : DurableDbContext
    where TRow : class, IDue
{
    private readonly SemaphoreSlim _woken = new(0, 1);
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger _logger;

    protected DueWorker(IServiceProvider services, ILogger logger)
    {
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _logger = logger;
        Clock = services.GetRequiredService<DatabaseClock<TDbContext>>();
        Time = services.GetRequiredService<TimeProvider>();
        Forgets = services.GetRequiredService<IOptions<DurableMessagingOptions>>().Value.TransportForgets;
        services.GetRequiredService<AfterCommit>().OnDue(typeof(TRow), Wake);
    }

    protected DatabaseClock<TDbContext> Clock { get; }

    protected TimeProvider Time { get; }

    /// <inheritdoc cref="DurableMessagingOptions.TransportForgets"/>
    protected bool Forgets { get; }

    /// <summary>How long a row is held; longer than <see cref="WorkAsync"/> may take.</summary>
    protected virtual TimeSpan Lease => TimeSpan.FromSeconds(60);

    protected virtual TimeSpan Every => TimeSpan.FromSeconds(1);

    /// <summary>Rows taken in one statement, and worked on side by side.</summary>
    protected virtual int Batch => 16;

    protected virtual bool Ready => true;

    /// <summary>Works on one row in a scope of its own. An exception leaves the row leased: it is tried again when the lease ends.</summary>
    protected abstract Task WorkAsync(TRow row, IServiceProvider scope, CancellationToken cancellation);

    /// <summary>Runs once before the first claim.</summary>
    protected virtual Task BeforeFirstAsync(TDbContext db, CancellationToken cancellation) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var first = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (Ready)
                {
                    await using var scope = _scopes.CreateAsyncScope();
                    var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
                    if (first)
                    {
                        await BeforeFirstAsync(db, stoppingToken);
                        first = false;
                    }
                    var now = Clock.UtcNow;
                    var rows = await db.ClaimDueAsync<TRow>(now, now + Lease, Batch, stoppingToken);
                    await Task.WhenAll(rows.Select(row => WorkInScopeAsync(row, stoppingToken)));
                    if (rows.Count == Batch)
                    {
                        continue;
                    }
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _logger.Log(
                    Outage.Is(exception) ? LogLevel.Warning : LogLevel.Error,
                    exception,
                    "Due rows of {Table} could not be claimed",
                    typeof(TRow).Name
                );
            }
            await WaitAsync(stoppingToken);
        }
    }

    private async Task WorkInScopeAsync(TRow row, CancellationToken cancellation)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await WorkAsync(row, scope.ServiceProvider, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            _logger.LogError(
                exception,
                "{Table} {Id} failed; it is tried again after its lease",
                typeof(TRow).Name,
                row.Id
            );
        }
        catch (OperationCanceledException)
        {
            _logger.LogDebug("{Table} {Id} was left for its lease to end", typeof(TRow).Name, row.Id);
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var woken = _woken.WaitAsync(wait.Token);
        var tick = Task.Delay(Every, Time, wait.Token);
        await Task.WhenAny(woken, tick);
        await wait.CancelAsync();
    }

    private void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // Woken already.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _woken.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }
}
