using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// Counts refunds whose promised time is near or over, whether or not anybody looks, and warns of each once when it comes
/// near and once when it is over, by one replica.
/// </summary>
internal sealed class DeadlineWatch : PeriodicWorker<RefundDb>
{
    private const int AtOnce = 100;
    private const int Near = 1;
    private const int Over = 2;

    private readonly Meter _meter = new(TelemetryExtensions.Meter);
    private readonly ILogger<DeadlineWatch> _logger;
    private volatile Numbers? _numbers;

    public DeadlineWatch(IServiceProvider services, ILogger<DeadlineWatch> logger)
        : base(services, logger, TelemetryExtensions.GaugeInterval)
    {
        _logger = logger;
        Measurement<long>[] Show(Func<Numbers, long> number) => _numbers is { } numbers ? [new(number(numbers))] : [];
        _meter.CreateObservableGauge(
            "aftersales.refunds.due_soon",
            () => Show(x => x.DueSoon),
            "{refund}",
            "Refunds on their way whose promised time is over within a day"
        );
        _meter.CreateObservableGauge(
            "aftersales.refunds.overdue",
            () => Show(x => x.Overdue),
            "{refund}",
            "Refunds on their way whose promised time is over"
        );
    }

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<RefundDb>();
        var now = Clock.UtcNow;
        var refunds = db.Refunds.AsNoTracking().IgnoreQueryFilters();
        var overdue = await refunds.DueBy(now).LongCountAsync(cancellation);
        var all = await refunds.DueBy(now + Due.Soon).LongCountAsync(cancellation);
        _numbers = new Numbers(all - overdue, overdue);
        if (all > 0)
        {
            var unwarned = await refunds
                .DueBy(now + Due.Soon)
                .Where(x => x.DeadlineWarnings < (x.PromisedBy < now ? Over : Near))
                .OrderBy(x => x.PromisedBy)
                .Take(AtOnce)
                .ToListAsync(cancellation);
            foreach (var refund in unwarned)
            {
                await WarnAsync(db, refund, refund.PromisedBy < now, cancellation);
            }
        }
    }

    private async Task WarnAsync(RefundDb db, Refund refund, bool over, CancellationToken cancellation)
    {
        var warnings = over ? Over : Near;
        var mine = await db.WriteAsync(
            () =>
                db
                    .Refunds.IgnoreQueryFilters()
                    .Where(x => x.Id == refund.Id && x.Status == refund.Status && x.DeadlineWarnings < warnings)
                    .ExecuteUpdateAsync(x => x.SetProperty(y => y.DeadlineWarnings, warnings), cancellation),
            cancellation
        );
        if (mine == 1)
        {
            _logger.LogWarning(
                "Refund {RefundId} of return {ReturnId} is {Status} and {Deadline}: promised by {PromisedBy:u}",
                refund.Id,
                refund.ReturnId,
                refund.Status,
                over ? "overdue" : "due soon",
                refund.PromisedBy
            );
        }
    }

    protected override void OnFailure() => _numbers = null;

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    private sealed record Numbers(long DueSoon, long Overdue);
}
