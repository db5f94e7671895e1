using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>Gauges of messages that have not reached the broker, of their age, and of messages that failed for good.</summary>
internal sealed class OutboxGauges<TDbContext> : PeriodicWorker<TDbContext>
    where TDbContext : DurableDbContext
{
    private readonly Meter _meter = new(TelemetryExtensions.Meter);
    private volatile Numbers? _numbers;

    /// <param name="name">The service's name, because several services in one process have the same instruments.</param>
    public OutboxGauges(IServiceProvider services, string name, ILogger<OutboxGauges<TDbContext>> logger)
        : base(services, logger, TelemetryExtensions.GaugeInterval)
    {
        var service = KeyValuePair.Create<string, object?>("aftersales.service", name);
        Measurement<T>[] Measure<T>(Func<Numbers, T> number)
            where T : struct => _numbers is { } numbers ? [new(number(numbers), service)] : [];
        _meter.CreateObservableGauge(
            "aftersales.outbox.depth",
            () => Measure(x => x.Depth),
            "{message}",
            "Messages that are committed and not yet confirmed by the broker"
        );
        _meter.CreateObservableGauge(
            "aftersales.outbox.oldest",
            () => Measure(x => x.OldestSeconds),
            "s",
            "Age of the oldest message that is not yet confirmed by the broker"
        );
        _meter.CreateObservableGauge(
            "aftersales.failures",
            () => Measure(x => x.Failures),
            "{message}",
            "Messages that failed for good and are waiting for a person"
        );
    }

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<TDbContext>();
        var depth = await db.Outbox.LongCountAsync(cancellation);
        var oldest = await db.Outbox.MinAsync(x => (DateTimeOffset?)x.EnqueuedAt, cancellation);
        var failures = await db.Failures.LongCountAsync(x => x.ReplayedAt == null, cancellation);
        var age = oldest is { } since ? Math.Max(0, (Clock.UtcNow - since).TotalSeconds) : 0;
        _numbers = new Numbers(depth, age, failures);
    }

    protected override void OnFailure() => _numbers = null;

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    private sealed record Numbers(long Depth, double OldestSeconds, long Failures);
}
