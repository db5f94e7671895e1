using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>Measures how long returns stay in a state: recorded after the commit that changes the state, so that a lost race does not count.</summary>
internal sealed class TimeInState : ICommitRule
{
    private static readonly Meter Meter = new(TelemetryExtensions.Meter);
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram(
        "aftersales.return.time_in_state",
        "s",
        "How long returns stayed in a state before they left it",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [1, 10, 60, 600, 3600, 21_600, 86_400, 259_200, 604_800, 1_209_600, 2_592_000],
        }
    );

    public ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation)
    {
        if (!Seconds.Enabled)
        {
            return default;
        }
        List<(string Status, TimeSpan Spent)> moved =
        [
            .. db
                .ChangeTracker.Entries<Return>()
                .Where(x => x.State == EntityState.Modified && x.Property(y => y.Status).IsModified)
                .Select(x =>
                    (
                        x.Property(y => y.Status).OriginalValue,
                        x.Entity.StatusSince - x.Property(y => y.StatusSince).OriginalValue
                    )
                ),
        ];
        return new(() => moved.ForEach(x => Seconds.Record(x.Spent.TotalSeconds, ReturnsMonitor.Tag(x.Status))));
    }
}
