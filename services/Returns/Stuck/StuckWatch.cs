using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.Returns.Watching;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Stuck;

/// <summary>
/// Finds returns that became stuck, whether or not anybody looks: a warning for each, by one replica, and a gauge. A return
/// that goes on into another state can become stuck there anew.
/// </summary>
internal sealed class StuckWatch : PeriodicWorker<ReturnsDb>
{
    private const int AtOnce = 100;

    private readonly Meter _meter = new(Tracing.Source);
    private readonly ILogger<StuckWatch> _logger;
    private volatile Measurement<long>[] _numbers = [];

    public StuckWatch(IServiceProvider services, ILogger<StuckWatch> logger)
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
            foreach (var it in await stuck.Where(x => x.StuckAt == null).Take(AtOnce).ToListAsync(cancellation))
            {
                await WarnAsync(db, it, cancellation);
            }
        }
    }

    private async Task WarnAsync(ReturnsDb db, Return it, CancellationToken cancellation)
    {
        DateTimeOffset? now = Clock.UtcNow;
        var mine = await db.WriteAsync(
            () =>
                db
                    .Returns.IgnoreQueryFilters()
                    .Where(x => x.CorrelationId == it.CorrelationId && x.State == it.State && x.StuckAt == null)
                    .ExecuteUpdateAsync(x => x.SetProperty(y => y.StuckAt, now), cancellation),
            cancellation
        );
        if (mine == 1)
        {
            _logger.LogWarning(
                "Return {ReturnId} is stuck: {State} since {Since:u}, waiting for {WaitsFor}, repeated {Repeated} times",
                it.CorrelationId,
                it.State,
                it.StateSince,
                StuckReturns.Bounds[it.State].WaitsFor,
                it.Nudges
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
