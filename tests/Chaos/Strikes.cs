using System.Diagnostics;
using AfterSalesMesh.Chaos.Faults;

namespace AfterSalesMesh.Chaos;

/// <summary>
/// Causes faults, one after the other for each part of the mesh, and those of different parts side by side. The next fault of a
/// part is always one that has come least often. Faults of replicas take longest, so two of them come at a time, each on a
/// service of its own.
/// </summary>
internal sealed class Strikes
{
    /// <summary>The time in which each fault comes <see cref="Often"/> times.</summary>
    public static readonly TimeSpan FullRun = TimeSpan.FromMinutes(20);

    // A little more than a run needs to prove anything, as some faults do not go as planned.
    private const int Often = 13;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(2);

    private readonly World _world;
    private readonly Random _random;
    private readonly Action<string> _say;
    private readonly Dictionary<string, int> _counts;
    private readonly Dictionary<string, int> _failures;
    private readonly List<(TimeSpan Every, Fault[] Faults)> _lanes;

    /// <param name="only">This fault only; null: all.</param>
    public Strikes(World world, Random random, Fault? only, Action<string> say)
    {
        (_world, _random, _say) = (world, random, say);
        IReadOnlyList<Fault> faults = only is null ? Catalog.All : [only];
        _counts = faults.ToDictionary(x => x.Name, _ => 0);
        _failures = faults.ToDictionary(x => x.Name, _ => 0);
        _lanes = [.. faults.GroupBy(x => x.Touches).SelectMany(x => Lanes(x.Key, [.. x], only is not null))];
    }

    /// <summary>How often each fault was caused as it was meant.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Strikes until the act is over; a fault that has begun is finished, unless all is over.</summary>
    public Task RunAsync(CancellationToken act, CancellationToken all) =>
        Task.WhenAll(_lanes.Select(x => RunLaneAsync(x.Every, x.Faults, act, all)));

    private static IEnumerable<(TimeSpan Every, Fault[] Faults)> Lanes(Part part, Fault[] faults, bool isOnlyOne)
    {
        var lanes = part == Part.Replicas && !isOnlyOne ? 2 : 1;
        var every = isOnlyOne ? TimeSpan.Zero : FullRun * lanes / (faults.Length * Often);
        return Enumerable.Repeat((every, faults), lanes);
    }

    private async Task RunLaneAsync(TimeSpan every, Fault[] faults, CancellationToken act, CancellationToken all)
    {
        while (!act.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            var (fault, random) = Next(faults);
            await StrikeAsync(fault, random, all);
            var left = every - Stopwatch.GetElapsedTime(began);
            await Task.Delay(left > LeastPause ? left : LeastPause, act)
                .ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>It is counted at once, so that no other lane takes it, too; one that does not go as planned is uncounted.</summary>
    private (Fault Fault, Random Random) Next(Fault[] faults)
    {
        lock (_counts)
        {
            var least = faults.Min(Turns);
            Fault[] next = [.. faults.Where(x => Turns(x) == least)];
            var fault = next[_random.Next(next.Length)];
            _counts[fault.Name]++;
            return (fault, new Random(_random.Next()));
        }
    }

    /// <summary>Two failures count as one turn: a fault that fails comes again soon, and one that always fails stops no other.</summary>
    private int Turns(Fault fault) => _counts[fault.Name] + _failures[fault.Name] / 2;

    private async Task StrikeAsync(Fault fault, Random random, CancellationToken cancellation)
    {
        try
        {
            var done = await fault.StrikeAsync(_world, random, cancellation);
            _say($"{fault.Name}: {done}");
        }
        catch (OperationCanceledException)
        {
            Uncount(fault);
            _say($"{fault.Name}: mended early, for the time is over");
        }
        catch (Exception exception)
        {
            Uncount(fault);
            _say($"{fault.Name}: did not go as planned: {exception.GetType().Name} {exception.Message}");
        }
    }

    private void Uncount(Fault fault)
    {
        lock (_counts)
        {
            _counts[fault.Name]--;
            _failures[fault.Name]++;
        }
    }
}
