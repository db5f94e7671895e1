using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>
/// Counts open and stuck returns for two gauges, and logs one warning for each return that became stuck, on one replica. A return that
/// continues can become stuck again.
/// </summary>
internal sealed class ReturnsMonitor : PeriodicWorker<ReturnsDb>
{
    private const int BatchSize = 100;

    private readonly Meter _meter = new(TelemetryExtensions.Meter);
    private readonly ObservableGauge<long> _open;
    private readonly ILogger<ReturnsMonitor> _logger;
    private volatile Measurement<long>[] _openByState = [];
    private volatile Measurement<long>[] _stuckByState = [];

    public ReturnsMonitor(IServiceProvider services, ILogger<ReturnsMonitor> logger)
        : base(services, logger, TelemetryExtensions.GaugeInterval)
    {
        _logger = logger;
        _open = _meter.CreateObservableGauge("aftersales.returns", () => _openByState, "{return}", "Returns by state");
        _meter.CreateObservableGauge(
            "aftersales.returns.stuck",
            () => _stuckByState,
            "{return}",
            "Returns that have waited longer than their state allows, by state"
        );
    }

    public static KeyValuePair<string, object?> Tag(string status) => new("aftersales.state", status);

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<ReturnsDb>();
        var returns = db.Returns.AsNoTracking().IgnoreQueryFilters();
        var stuck = returns.Stuck(Clock.UtcNow);
        _stuckByState = await CountAsync(stuck, ReturnStatuses.All, cancellation);
        if (_open.Enabled)
        {
            var open = returns.Where(x => ReturnStatuses.Open.Contains(x.Status));
            _openByState = await CountAsync(open, ReturnStatuses.Open, cancellation);
        }
        foreach (
            var found in await stuck
                .Where(x => x.StuckAt == null)
                .OrderBy(x => x.CorrelationId)
                .Take(BatchSize)
                .ToListAsync(cancellation)
        )
        {
            await WarnAsync(db, found, cancellation);
        }
    }

    private static async Task<Measurement<long>[]> CountAsync(
        IQueryable<Return> returns,
        IEnumerable<string> statuses,
        CancellationToken cancellation
    )
    {
        var counts = await returns
            .GroupBy(x => x.Status)
            .Select(x => new { Status = x.Key, Count = x.LongCount() })
            .ToDictionaryAsync(x => x.Status, x => x.Count, cancellation);
        return [.. statuses.Select(x => new Measurement<long>(counts.GetValueOrDefault(x), Tag(x)))];
    }

    private async Task WarnAsync(ReturnsDb db, Return found, CancellationToken cancellation)
    {
        DateTimeOffset? now = Clock.UtcNow;
        var warnedHere = await db.WriteAsync(
            () =>
                db
                    .Returns.IgnoreQueryFilters()
                    .Where(x =>
                        x.CorrelationId == found.CorrelationId && x.StuckAfter == found.StuckAfter && x.StuckAt == null
                    )
                    .ExecuteUpdateAsync(x => x.SetProperty(y => y.StuckAt, now), cancellation),
            cancellation
        );
        if (warnedHere == 1)
        {
            var wait = ReturnWaits.Of(found).MinBy(x => x.AllowedUntil)!;
            _logger.LogWarning(
                "Return {ReturnId} is stuck: {Status}, waiting for {WaitsFor} since {Since:u}; the command was repeated {Repeated} times",
                found.CorrelationId,
                found.Status,
                wait.For,
                wait.Since,
                wait.Attempts
            );
        }
    }

    protected override void OnFailure() => (_openByState, _stuckByState) = ([], []);

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }
}
