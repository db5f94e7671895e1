using System.Diagnostics;
using AfterSalesMesh.Chaos.Faults;
using AfterSalesMesh.Chaos.Reconciling;

namespace AfterSalesMesh.Chaos;

/// <summary>A load, and acts of faults with a recovery after each; then all is healed, and the oracle asked.</summary>
internal sealed class Run(Options options, Fault? only)
{
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(4);

    // After each, all is mended, and it is measured how soon a new return gets through.
    private static readonly TimeSpan Act = TimeSpan.FromMinutes(3);

    // What happened less often in a full run is not proven.
    private const int OftenEnough = 10;

    private const int EndsToBeStartedAgain = 75;

    private readonly Random _random = new(options.Seed);
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<string> _said = [];
    private double _recovery;

    /// <returns>Whether the promise was kept.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await using var world = new World(new Random(_random.Next()));
        Say($"seed {options.Seed}, {options.Minutes} minutes, {options.Rate} returns/s; starting the mesh");
        await world.StartAsync();
        Say($"{world.Mesh.AllReplicas.Count} replicas of {world.Services.Length} services are ready");
        try
        {
            var verdict = await BreakAsync(world, cancellation);
            if (options.Keep || !verdict.IsKept())
            {
                await KeepAsync(world);
            }
            Console.WriteLine(verdict.ToJson());
            return verdict.IsKept();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Say($"the run itself has failed: {exception}");
            await KeepAsync(world);
            throw;
        }
    }

    private async Task<Verdict> BreakAsync(World world, CancellationToken cancellation)
    {
        var strikes = new Strikes(world, new Random(_random.Next()), only, Say);
        var load = new Load(world, options.Rate, new Random(_random.Next()));
        var oracle = new Oracle(world, load);
        var finance = new Reconciliation(world, new Random(_random.Next()));
        await load.PutPolicyAsync();
        // What follows is measured from a mesh at work, not from one that has just started.
        await load.OrderAsync(toTheEnd: true);
        // A slow machine may need longer until each fault came often enough: up to twice as long.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(2 * TimeSpan.FromMinutes(options.Minutes));
        var people = load.RunAsync(limit.Token);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var keeping = StartAgainAsync(world, over.Token);
        var since = Stopwatch.GetTimestamp();
        while (!limit.IsCancellationRequested)
        {
            var left = TimeSpan.FromMinutes(options.Minutes) - Stopwatch.GetElapsedTime(since);
            if (left <= TimeSpan.Zero && !Seldom(strikes.Counts).Any())
            {
                break;
            }
            await StrikeAsync(strikes, load, left > TimeSpan.Zero && left < Act ? left : Act, limit.Token);
        }
        await limit.CancelAsync();
        await people;
        cancellation.ThrowIfCancellationRequested();
        await SettleAsync(oracle, cancellation);
        await over.CancelAsync();
        await keeping;
        var verdict = await oracle.JudgeAsync() with
        {
            Seed = options.Seed,
            Faults = strikes.Counts.Values.Sum(),
            FaultCounts = strikes.Counts,
            RecoverySecondsMax = Math.Round(_recovery, 1),
        };
        verdict = verdict with { TooSeldom = CountSeldom(verdict) };
        Say(oracle.Mails);
        oracle.Complaints.ForEach(x => Say($"BROKEN {x}"));
        return verdict.IsKept() ? await SettleUpAsync(finance, verdict) : verdict;
    }

    /// <summary>After the oracle: it moves the money of the books to the bank.</summary>
    private async Task<Verdict> SettleUpAsync(Reconciliation finance, Verdict verdict)
    {
        Say(await finance.RunAsync());
        finance.Complaints.ForEach(x => Say($"BROKEN {x}"));
        return verdict with { SettlementErrors = finance.Complaints.Count };
    }

    private async Task StrikeAsync(Strikes strikes, Load load, TimeSpan time, CancellationToken limit)
    {
        using (var act = CancellationTokenSource.CreateLinkedTokenSource(limit))
        {
            act.CancelAfter(time);
            await strikes.RunAsync(act.Token, limit);
        }
        var mended = Stopwatch.GetTimestamp();
        await load.OrderAsync(toTheEnd: true);
        var recovery = Stopwatch.GetElapsedTime(mended).TotalSeconds;
        _recovery = Math.Max(_recovery, recovery);
        Say(
            $"     all is mended, a new return got through in {recovery:0.0} s; {load.Accepted.Count} accepted, {load.UnderWay} under way"
        );
    }

    private int CountSeldom(Verdict verdict)
    {
        List<string> seldom = [.. Seldom(verdict.FaultCounts.Concat(verdict.Outcomes))];
        seldom.ForEach(x => Say($"TOO SELDOM {x}"));
        return seldom.Count;
    }

    /// <summary>What did not happen often enough. A shorter run needs less of each, in proportion.</summary>
    private IEnumerable<string> Seldom(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var needed = (int)(OftenEnough * Math.Min(1, options.Minutes / Strikes.FullRun.TotalMinutes));
        return counts
            .Where(x => x.Value < needed)
            .Select(x => $"{x.Key} happened {x.Value} times: {needed} are needed");
    }

    /// <summary>Does what whoever runs the processes does: one that has ended to be started again is.</summary>
    private async Task StartAgainAsync(World world, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var ended in world.Mesh.AllReplicas.Where(x => x.Process.ExitCode == EndsToBeStartedAgain))
            {
                await ended.Process.DisposeAsync();
                ended.Process.Start();
                Say($"     a {ended.Service} did not find back to the broker, ended, and was started again");
            }
            await Task.Delay(1000, over).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task SettleAsync(Oracle oracle, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        string? last = null;
        while (await oracle.WaitsForAsync() is { } waits && Stopwatch.GetElapsedTime(since) < Settling)
        {
            if (waits != last)
            {
                Say($"all is mended; waiting for {waits}");
            }
            last = waits;
            await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
        }
        Say($"settled in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s");
    }

    private async Task KeepAsync(World world) =>
        Say($"seed {options.Seed}; logs, queues and databases are kept in {await Evidence.KeepAsync(world, _said)}");

    private void Say(string line)
    {
        var said = $@"{Stopwatch.GetElapsedTime(_started):mm\:ss} {line}";
        lock (_said)
        {
            _said.Add(said);
            Console.WriteLine(said);
        }
    }
}
