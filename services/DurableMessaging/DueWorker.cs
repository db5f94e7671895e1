using System.Diagnostics;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
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
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(8);

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

    /// <summary>Rows worked on side by side: a slow one holds back no other.</summary>
    protected virtual int Batch => 16;

    protected virtual bool Ready => true;

    /// <summary>Whether the work on a row that is <see cref="ITraced"/> belongs to the trace that made it.</summary>
    protected virtual bool GoesOnInTrace(TRow row) => true;

    /// <summary>Works on one row in a scope of its own. An exception leaves the row leased: it is tried again when the lease ends.</summary>
    protected abstract Task WorkAsync(TRow row, IServiceProvider scope, CancellationToken cancellation);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Forgets)
        {
            await MakeAllDueAsync(cancellationToken);
        }
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> working = [];
        // What has been begun may end, when the process stops.
        using var work = new CancellationTokenSource();
        await using var patience = stoppingToken.Register(() => work.CancelAfter(LastPatience));
        while (!stoppingToken.IsCancellationRequested)
        {
            working.RemoveAll(task => task.IsCompleted);
            var free = Batch - working.Count;
            try
            {
                if (Ready && Clock.IsKnown && free > 0)
                {
                    await using var scope = _scopes.CreateAsyncScope();
                    var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
                    var now = Clock.UtcNow;
                    var rows = await db.ClaimDueAsync<TRow>(now, now + Lease, free, work.Token);
                    working.AddRange(
                        rows.Select(row => WorkInScopeAsync(row, wakeAfter: rows.Count == free, work.Token))
                    );
                }
            }
            catch (Exception exception) when (!work.IsCancellationRequested)
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
        await Task.WhenAll(working);
    }

    /// <summary>
    /// Where the transport forgets there is no other process: what was leased or under way died with the last one. Before
    /// anything new is said, or that would be said twice.
    /// </summary>
    private async Task MakeAllDueAsync(CancellationToken cancellation)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
            var now = Clock.UtcNow;
            await db.WriteAsync(
                () =>
                    db.Set<TRow>()
                        .IgnoreQueryFilters()
                        .Where(x => x.DueAt > now)
                        .ExecuteUpdateAsync(x => x.SetProperty(row => row.DueAt, now), cancellation),
                cancellation
            );
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            _logger.LogWarning(exception, "Rows of {Table} wait until their leases end", typeof(TRow).Name);
        }
    }

    private async Task WorkInScopeAsync(TRow row, bool wakeAfter, CancellationToken cancellation)
    {
        using var span = GoesOnInTrace(row) ? Tracing.Continue(row) : null;
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await WorkAsync(row, scope.ServiceProvider, cancellation);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
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
        if (wakeAfter)
        {
            // There was no room for more; there may be more.
            Wake();
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
