using System.Diagnostics;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>
/// Works on the due rows of a table. A row is leased to one replica at a time; <see cref="WorkAsync"/> writes its next due
/// time, or none. A row that this process commits is leased with that commit while the worker has slots; other rows are
/// leased when a commit makes one due, and every <see cref="Every"/>.
/// </summary>
public abstract class DueWorker<TDbContext, TRow> : BackgroundService
    where TDbContext : DurableDbContext
    where TRow : class, IDue
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    private readonly SemaphoreSlim _woken = new(0, 1);
    private readonly IServiceScopeFactory _scopes;
    private readonly CommitNotifier _afterCommit;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly DurableMessagingOptions _options;
    private volatile bool _stopping;
    private bool _madeAllDue;

    /// <param name="name">The name of a row in spans and log lines, for example <c>outbox message</c>.</param>
    protected DueWorker(IServiceProvider services, ILogger logger, string name)
    {
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _logger = logger;
        _name = name;
        Clock = services.GetRequiredService<DatabaseClock<TDbContext>>();
        Time = services.GetRequiredService<TimeProvider>();
        _options = services.GetRequiredService<IOptions<DurableMessagingOptions>>().Value;
        _afterCommit = services.GetRequiredService<CommitNotifier>();
    }

    protected DatabaseClock<TDbContext> Clock { get; }

    protected TimeProvider Time { get; }

    /// <summary>How long a row is held; longer than <see cref="WorkAsync"/> may take.</summary>
    protected virtual TimeSpan Lease => TimeSpan.FromSeconds(60);

    protected virtual TimeSpan Every => TimeSpan.FromSeconds(1);

    /// <summary>How many rows are worked on at the same time, so that a slow one does not delay the others.</summary>
    protected virtual int Batch => 16;

    protected virtual bool Ready => true;

    /// <summary>True when the work on a row that is <see cref="ITraced"/> belongs to the trace that created the row.</summary>
    protected virtual bool GoesOnInTrace(TRow row) => true;

    /// <summary>Works on one row in a scope of its own. An exception leaves the row leased: it is tried again when the lease ends.</summary>
    protected abstract Task WorkAsync(TRow row, IServiceProvider scope, CancellationToken cancellation);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before anything new is committed; only if the database is already available.
        if (Clock.IsKnown)
        {
            await MakeAllDueAsync(cancellationToken);
        }
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Clock.Known.WaitAsync(stoppingToken);
        await MakeAllDueAsync(stoppingToken);
        // When the process stops, work that has begun may finish.
        using var work = new CancellationTokenSource();
        await using var shutdown = stoppingToken.Register(() => work.CancelAfter(ShutdownTimeout));
        // A commit may lease a row after this method has ended.
        var working = work.Token;
        WorkerSlots slots = null!;
        slots = new WorkerSlots(
            Batch,
            () => Ready && !_stopping,
            () => Clock.UtcNow + Lease,
            // On another thread, and not in the trace of the commit.
            row =>
                ThreadPool.UnsafeQueueUserWorkItem(
                    _ => _ = WorkInScopeAsync((TRow)row, slots, wakeAfter: false, working),
                    null
                ),
            Wake
        );
        _afterCommit.OnDue(typeof(TRow), slots);
        while (!stoppingToken.IsCancellationRequested)
        {
            await LeaseAsync(slots, work.Token);
            await WaitAsync(stoppingToken);
        }
        _stopping = true;
        while (slots.Taken > 0 && !work.IsCancellationRequested)
        {
            await WaitAsync(work.Token);
        }
    }

    /// <summary>Leases due rows, as many as there are free slots for, and starts the work on them.</summary>
    private async Task LeaseAsync(WorkerSlots slots, CancellationToken cancellation)
    {
        var free = 0;
        try
        {
            // Half of the free slots are left for rows that this process commits and starts at once.
            var wanted = Math.Max(1, (Batch - slots.Taken) / 2);
            while (Ready && free < wanted && slots.TryTake())
            {
                free++;
            }
            if (free == 0)
            {
                return;
            }
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
            var now = Clock.UtcNow;
            var rows = await db.LeaseDueAsync<TRow>(now, now + Lease, free, cancellation);
            var more = rows.Count == free;
            free -= rows.Count;
            foreach (var row in rows)
            {
                _ = WorkInScopeAsync(row, slots, wakeAfter: more, cancellation);
            }
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            _logger.Log(
                Outage.Is(exception) ? LogLevel.Warning : LogLevel.Error,
                exception,
                "Due rows of {Row} could not be leased",
                _name
            );
        }
        finally
        {
            slots.Release(free);
        }
    }

    /// <summary>
    /// Makes all waiting rows due, once. With an in-memory transport there is no other process, so all rows that were
    /// leased or being sent were lost with the previous process. This is done before anything new is committed, which would be sent twice.
    /// </summary>
    private async Task MakeAllDueAsync(CancellationToken cancellation)
    {
        if (!_options.TransportForgets || _madeAllDue)
        {
            return;
        }
        _madeAllDue = true;
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
            _logger.LogWarning(
                exception,
                "Leases of {Row} could not be ended; the rows are due again when their leases end",
                _name
            );
        }
    }

    private async Task WorkInScopeAsync(TRow row, WorkerSlots slots, bool wakeAfter, CancellationToken cancellation)
    {
        using var span = GoesOnInTrace(row) ? Tracing.Continue(row, _name) : null;
        try
        {
            _options.DescribeRow(row);
            await using var scope = _scopes.CreateAsyncScope();
            await WorkAsync(row, scope.ServiceProvider, cancellation);
        }
        catch (DbUpdateConcurrencyException conflict) when (!cancellation.IsCancellationRequested)
        {
            _logger.LogInformation(
                "{Row} {Id} met another transaction that changed {Rows}; if it is still due, it is tried again when its lease ends",
                _name,
                row.Id,
                string.Join(", ", conflict.Entries.Select(x => x.Metadata.ShortName()))
            );
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            _logger.LogError(exception, "{Row} {Id} failed; it is tried again when its lease ends", _name, row.Id);
        }
        catch (OperationCanceledException)
        {
            _logger.LogDebug("{Row} {Id} was not finished; it is due again when its lease ends", _name, row.Id);
        }
        finally
        {
            slots.Release(1);
        }
        if (wakeAfter || _stopping)
        {
            // There may be more rows than slots, or the worker may be waiting for the last row to end.
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
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // The worker is already awake, or disposed of.
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
