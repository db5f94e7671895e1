using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>
/// Finds returns that became stuck: one warning for each, by one replica, and a gauge. A return that moves on into another
/// state can become stuck there again.
/// </summary>
internal sealed class StuckReturnsMonitor : PeriodicWorker<ReturnsDb>
{
    private const int BatchSize = 100;

    private readonly Meter _meter = new(TelemetryExtensions.Meter);
    private readonly ILogger<StuckReturnsMonitor> _logger;
    private volatile Measurement<long>[] _numbers = [];

    public StuckReturnsMonitor(IServiceProvider services, ILogger<StuckReturnsMonitor> logger)
        : base(services, logger, TelemetryExtensions.GaugeInterval)
    {
        _logger = logger;
        _meter.CreateObservableGauge(
            "aftersales.returns.stuck",
            () => _numbers,
            "{return}",
            "Returns that wait longer than their state allows, by state"
        );
    }

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<ReturnsDb>();
        var stuck = db.Returns.AsNoTracking().IgnoreQueryFilters().Stuck(Clock.UtcNow);
        var counts = await stuck
            .GroupBy(x => x.State)
            .Select(x => new { State = x.Key, Count = x.LongCount() })
            .ToDictionaryAsync(x => x.State, x => x.Count, cancellation);
        _numbers =
        [
            .. StuckReturns
                .Bounds.Keys.Where(x => x != nameof(ReturnStateMachine.UnderReview))
                .Select(x => new Measurement<long>(counts.GetValueOrDefault(x), ReturnsByState.Tag(x))),
        ];
        if (counts.Count > 0)
        {
            foreach (var found in await stuck.Where(x => x.StuckAt == null).Take(BatchSize).ToListAsync(cancellation))
            {
                await WarnAsync(db, found, cancellation);
            }
        }
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

    protected override void OnFailure() => _numbers = [];

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }
}
