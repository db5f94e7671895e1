using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// Counts refunds whose promised time is near or has passed, and logs a warning for each once when it is near and once when it has passed, on
/// one replica.
/// </summary>
internal sealed class PromiseWatch : PeriodicWorker<RefundDb>
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Soon = TimeSpan.FromHours(24);

    private readonly Meter _meter = new(TelemetryExtensions.Meter);
    private readonly ILogger<PromiseWatch> _logger;
    private volatile Counts? _counts;

    public PromiseWatch(IServiceProvider services, ILogger<PromiseWatch> logger)
        : base(services, logger, TelemetryExtensions.GaugeInterval)
    {
        _logger = logger;
        Measurement<long>[] Show(Func<Counts, long> number) => _counts is { } counts ? [new(number(counts))] : [];
        _meter.CreateObservableGauge(
            "aftersales.refunds.due_soon",
            () => Show(x => x.DueSoon),
            "{refund}",
            "Open refunds that are promised within a day"
        );
        _meter.CreateObservableGauge(
            "aftersales.refunds.overdue",
            () => Show(x => x.Overdue),
            "{refund}",
            "Open refunds that are later than promised"
        );
    }

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<RefundDb>();
        var now = Clock.UtcNow;
        var refunds = db.Refunds.AsNoTracking().IgnoreQueryFilters();
        var overdue = await refunds.PromisedBefore(now).LongCountAsync(cancellation);
        var all = await refunds.PromisedBefore(now + Soon).LongCountAsync(cancellation);
        _counts = new Counts(all - overdue, overdue);
        if (all == 0)
        {
            return;
        }
        var unwarned = await refunds
            .PromisedBefore(now + Soon)
            .Where(x => x.PromiseWarnings < (x.PromisedBy < now ? 2 : 1))
            .OrderBy(x => x.PromisedBy)
            .Take(BatchSize)
            .ToListAsync(cancellation);
        foreach (var refund in unwarned)
        {
            await WarnAsync(db, refund, isOver: refund.PromisedBy < now, cancellation);
        }
    }

    private async Task WarnAsync(RefundDb db, Refund refund, bool isOver, CancellationToken cancellation)
    {
        var warnings = isOver ? 2 : 1;
        var changed = await db.WriteAsync(
            () =>
                db
                    .Refunds.IgnoreQueryFilters()
                    .Where(x => x.Id == refund.Id && x.Status == refund.Status && x.PromiseWarnings < warnings)
                    .ExecuteUpdateAsync(x => x.SetProperty(y => y.PromiseWarnings, warnings), cancellation),
            cancellation
        );
        if (changed == 1)
        {
            _logger.LogWarning(
                "Refund {RefundId} of return {ReturnId}, RMA {RmaNumber}, is {Status} and {Deadline}: promised by {PromisedBy:u}",
                refund.Id,
                refund.ReturnId,
                refund.RmaNumber,
                refund.Status,
                isOver ? "overdue" : "due soon",
                refund.PromisedBy
            );
        }
    }

    protected override void OnFailure() => _counts = null;

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    private sealed record Counts(long DueSoon, long Overdue);
}
