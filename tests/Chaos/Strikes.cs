using System.Collections.Concurrent;
using System.Diagnostics;
using AfterSalesMesh.Chaos.Faults;

namespace AfterSalesMesh.Chaos;

/// <summary>
/// Causes faults, one after the other for each part of the mesh, and those of different parts side by side. Every fault of a part
/// comes once before any comes again.
/// </summary>
internal sealed class Strikes
{
    /// <summary>The time in which each fault comes <see cref="Often"/> times.</summary>
    public static readonly TimeSpan FullRun = TimeSpan.FromMinutes(20);

    // A little more than a run needs to prove anything, as some faults do not go as planned.
    private const int Often = 13;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2);

    private readonly World _world;
    private readonly Action<string> _say;
    private readonly ConcurrentDictionary<string, int> _counts;
    private readonly List<(TimeSpan Every, IEnumerator<(Fault Fault, Random Random)> Deck)> _parts;

    /// <param name="only">This fault only; null: all.</param>
    public Strikes(World world, Random random, Fault? only, Action<string> say)
    {
        (_world, _say) = (world, say);
        IReadOnlyList<Fault> faults = only is null ? Catalog.All : [only];
        _counts = new(faults.Select(x => KeyValuePair.Create(x.Name, 0)));
        _parts =
        [
            .. faults
                .GroupBy(x => x.Touches)
                .Select(part =>
                    (
                        only is null ? FullRun / (part.Count() * Often) : TimeSpan.Zero,
                        Deck([.. part], new Random(random.Next())).GetEnumerator()
                    )
                ),
        ];
    }

    /// <summary>How often each fault was caused as it was meant.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Strikes until the act is over; a fault that has begun is finished, unless all is over.</summary>
    public Task RunAsync(CancellationToken act, CancellationToken all) =>
        Task.WhenAll(_parts.Select(x => RunPartAsync(x.Every, x.Deck, act, all)));

    private async Task RunPartAsync(
        TimeSpan every,
        IEnumerator<(Fault Fault, Random Random)> deck,
        CancellationToken act,
        CancellationToken all
    )
    {
        while (!act.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            deck.MoveNext();
            await StrikeAsync(deck.Current.Fault, deck.Current.Random, all);
            var left = every - Stopwatch.GetElapsedTime(began);
            await Task.Delay(left > LeastPause ? left : LeastPause, act)
                .ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task StrikeAsync(Fault fault, Random random, CancellationToken cancellation)
    {
        try
        {
            var done = await fault.StrikeAsync(_world, random, cancellation);
            _counts.AddOrUpdate(fault.Name, 1, (_, count) => count + 1);
            _say($"{fault.Name}: {done}");
        }
        catch (OperationCanceledException)
        {
            _say($"{fault.Name}: mended early, for the time is over");
        }
        catch (Exception exception)
        {
            _say($"{fault.Name}: did not go as planned: {exception.GetType().Name} {exception.Message}");
        }
    }

    private static IEnumerable<(Fault, Random)> Deck(Fault[] faults, Random random)
    {
        while (true)
        {
            random.Shuffle(faults);
            foreach (var fault in faults)
            {
                yield return (fault, new Random(random.Next()));
            }
        }
    }
}
