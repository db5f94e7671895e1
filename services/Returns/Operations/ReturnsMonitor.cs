using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>
/// Counts open and stuck returns for two gauges, and logs one warning for each that became stuck, by one replica. A return that
/// moves on into another state can become stuck there again.
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
            "Returns that wait longer than their state allows, by state"
        );
    }

    public static KeyValuePair<string, object?> Tag(string state) => new("aftersales.state", Return.StatusOf(state));

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<ReturnsDb>();
        var returns = db.Returns.AsNoTracking().IgnoreQueryFilters();
        var stuck = returns.Stuck(Clock.UtcNow);
        _stuckByState = await CountAsync(
            stuck,
            StuckReturns.Bounds.Keys.Where(x => x != nameof(ReturnStateMachine.UnderReview)),
            cancellation
        );
        if (_open.Enabled)
        {
            string[] open = [.. StuckReturns.Bounds.Keys.Except(StuckReturns.EndedStates)];
            _openByState = await CountAsync(returns.Where(x => open.Contains(x.State)), open, cancellation);
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
        IEnumerable<string> states,
        CancellationToken cancellation
    )
    {
        var counts = await returns
            .GroupBy(x => x.State)
            .Select(x => new { State = x.Key, Count = x.LongCount() })
            .ToDictionaryAsync(x => x.State, x => x.Count, cancellation);
        return [.. states.Select(x => new Measurement<long>(counts.GetValueOrDefault(x), Tag(x)))];
    }

    private async Task WarnAsync(ReturnsDb db, Return found, CancellationToken cancellation)
    {
        DateTimeOffset? now = Clock.UtcNow;
        var warnedHere = await db.WriteAsync(
            () =>
                db
                    .Returns.IgnoreQueryFilters()
                    .Where(x => x.CorrelationId == found.CorrelationId && x.State == found.State && x.StuckAt == null)
                    .ExecuteUpdateAsync(x => x.SetProperty(y => y.StuckAt, now), cancellation),
            cancellation
        );
        if (warnedHere == 1)
        {
            _logger.LogWarning(
                "Return {ReturnId} is stuck: {State} since {Since:u}, waiting for {WaitsFor}, repeated {Repeated} times",
                found.CorrelationId,
                found.State,
                found.StateSince,
                StuckReturns.Bounds[found.State].WaitsFor,
                found.Nudges
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
