using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AfterSalesMesh.Returns.Watching;

/// <summary>How long returns stay in a state: counted when a commit has brought them out of it, so that no race counts twice.</summary>
internal static class TimeInState
{
    private static readonly Meter Meter = new(Tracing.Source);
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram(
        "aftersales.return.time_in_state",
        "s",
        "How long a return was in a state that it has left",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [1, 10, 60, 600, 3600, 21_600, 86_400, 259_200, 604_800, 1_209_600, 2_592_000],
        }
    );

    /// <summary>What a commit is about to move.</summary>
    public static IReadOnlyList<(string State, TimeSpan Spent)> Take(ChangeTracker changes) =>
        Seconds.Enabled
            ?
            [
                .. changes
                    .Entries<Return>()
                    .Where(x => x.State == EntityState.Modified && x.Property(y => y.State).IsModified)
                    .Select(x =>
                        (
                            x.Property(y => y.State).OriginalValue,
                            x.Entity.StateSince - x.Property(y => y.StateSince).OriginalValue
                        )
                    ),
            ]
            : [];

    public static void Record(IReadOnlyList<(string State, TimeSpan Spent)> moved)
    {
        foreach (var (state, spent) in moved)
        {
            Seconds.Record(spent.TotalSeconds, ReturnsByState.Tag(state));
        }
    }
}
