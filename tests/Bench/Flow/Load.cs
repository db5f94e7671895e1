using System.Collections.Concurrent;
using System.Diagnostics;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>Makes something happen many times: as soon as the last has ended, or at a pace.</summary>
internal static class Load
{
    /// <summary>So many at a time; the next begins when one ends.</summary>
    public static async Task<Run> ClosedAsync(int count, int concurrency, Func<Task<Finished>> one)
    {
        ConcurrentBag<Finished> ended = [];
        var left = count;
        await Task.WhenAll(
            Enumerable
                .Range(0, concurrency)
                .Select(async _ =>
                {
                    while (Interlocked.Decrement(ref left) >= 0)
                    {
                        ended.Add(await one());
                    }
                })
        );
        return Run.Of(ended, edge: concurrency);
    }

    /// <summary>So many a second, however many are under way.</summary>
    public static async Task<Run> OpenAsync(int count, double perSecond, Func<Task<Finished>> one)
    {
        List<Task<Finished>> under = [];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var wait = TimeSpan.FromSeconds(i / perSecond) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }
            under.Add(one());
        }
        return Run.Of(await Task.WhenAll(under), edge: 0);
    }
}

/// <param name="PerSecond">How many ended a second while all places were taken.</param>
/// <param name="Count">How many there were.</param>
/// <param name="P50">Half of them were refunded so soon.</param>
/// <param name="P99">And 99 of 100.</param>
internal sealed record Run(double PerSecond, int Count, TimeSpan P50, TimeSpan P99)
{
    /// <param name="all">What ended.</param>
    /// <param name="edge">As many at the beginning and at the end don't count for the pace.</param>
    public static Run Of(IReadOnlyCollection<Finished> all, int edge)
    {
        var ends = all.Select(x => x.Ended).Order().ToList();
        if (ends.Count <= 3 * edge)
        {
            edge = 0;
        }
        var steady = Stopwatch.GetElapsedTime(ends[edge], ends[^(edge + 1)]);
        var waits = all.Select(x => x.ToRefund).Order().ToList();
        return new Run(
            (ends.Count - 2 * edge - 1) / steady.TotalSeconds,
            ends.Count,
            waits[(int)(0.50 * (waits.Count - 1))],
            waits[(int)Math.Ceiling(0.99 * (waits.Count - 1))]
        );
    }
}
