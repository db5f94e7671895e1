using System.Diagnostics;
using AfterSalesMesh.Chaos.Faults;
using AfterSalesMesh.Chaos.Reconciling;

namespace AfterSalesMesh.Chaos;

/// <summary>A load, and rounds of faults with a recovery after each; then all is healed, and the oracle asked.</summary>
internal sealed class Run(Options options, Fault? only)
{
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(4);

    private const int EndsToBeStartedAgain = 75;

    private readonly Random _random = new(options.Seed);
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<string> _said = [];
    private int _faults;
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
        var rounds = Catalog.Rounds(new Random(_random.Next()), only);
        var load = new Load(world, options.Rate, new Random(_random.Next()));
        var oracle = new Oracle(world, load);
        var finance = new Reconciliation(world, new Random(_random.Next()));
        // What follows is measured from a mesh at work, not from one that has just started.
        await load.OrderAsync(toTheEnd: true);
        using var minutes = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        minutes.CancelAfter(TimeSpan.FromMinutes(options.Minutes));
        var people = load.RunAsync(minutes.Token);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var keeping = StartAgainAsync(world, over.Token);
        foreach (var round in rounds.TakeWhile(_ => !minutes.IsCancellationRequested))
        {
            await StrikeAsync(round, world, load, minutes.Token);
        }
        await people;
        cancellation.ThrowIfCancellationRequested();
        await SettleAsync(oracle, cancellation);
        await over.CancelAsync();
        await keeping;
        var verdict = await oracle.JudgeAsync() with
        {
            Seed = options.Seed,
            Faults = _faults,
            RecoverySecondsMax = Math.Round(_recovery, 1),
        };
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

    private async Task StrikeAsync(
        IReadOnlyList<(Fault Fault, Random Random)> round,
        World world,
        Load load,
        CancellationToken cancellation
    )
    {
        foreach (var line in await Task.WhenAll(round.Select(x => OneAsync(x.Fault, x.Random))))
        {
            _faults++;
            Say(line);
        }
        var mended = Stopwatch.GetTimestamp();
        await load.OrderAsync(toTheEnd: true);
        var recovery = Stopwatch.GetElapsedTime(mended).TotalSeconds;
        _recovery = Math.Max(_recovery, recovery);
        Say(
            $"     a new return got through in {recovery:0.0} s; {load.Accepted.Count} accepted, {load.UnderWay} under way"
        );

        async Task<string> OneAsync(Fault fault, Random random)
        {
            try
            {
                return $"{fault.Name}: {await fault.StrikeAsync(world, random, cancellation)}";
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return $"{fault.Name}: did not go as planned: {exception.GetType().Name} {exception.Message}";
            }
            catch (OperationCanceledException)
            {
                return $"{fault.Name}: mended early, for the time is over";
            }
        }
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
        _said.Add($@"{Stopwatch.GetElapsedTime(_started):mm\:ss} {line}");
        Console.WriteLine(_said[^1]);
    }
}
