using AfterSalesMesh.Bench.Counting;
using AfterSalesMesh.Bench.Floor;
using AfterSalesMesh.Bench.Flow;
using AfterSalesMesh.Bench.Growth;
using AfterSalesMesh.Bench.Mesh;
using AfterSalesMesh.Bench.Reporting;

namespace AfterSalesMesh.Bench;

/// <summary>All of it, in order; says on the error stream where it is.</summary>
internal static class Measurement
{
    private static readonly TimeSpan Bare = TimeSpan.FromSeconds(10);

    public static async Task<Figures> RunAsync(Options options)
    {
        Say("starting RabbitMQ, PostgreSQL, the gateway and two replicas of every service");
        await using var mesh = await BenchMesh.StartAsync();
        var processes = mesh.Processes();
        var counter = new Counter(mesh.Source("postgres"), mesh.Apart.Broker, processes);
        var turns = new Turns(mesh, counter, options);
        var filler = new Filler([.. mesh.Apart.Databases.Keys.Select(mesh.Source)]);
        await turns.FirstAsync();
        await filler.KeepPatternAsync();
        Say($"warming up with {options.WarmUp} returns");
        await turns.WarmUpAsync();
        Say("counting what a return costs");
        var counted = await turns.FlowAsync(options.Concurrency.Max());
        Say("starting the floor that does the same");
        await using var floor = await turns.FloorOfAsync(counted.PerReturn);
        List<Pair> pairs = [];
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var concurrency in options.Concurrency)
            {
                var pair = new Pair(
                    concurrency,
                    await turns.FlowAsync(concurrency),
                    await turns.FloorAsync(floor, concurrency)
                );
                Say(
                    FormattableString.Invariant(
                        $"round {round}, {concurrency} at a time: {pair.Flow.Run.PerSecond:0.0} returns/s, floor {pair.Floor.Run.PerSecond:0.0}"
                    )
                );
                pairs.Add(pair);
            }
        }
        var best = Pair.Best(pairs);
        var megabytes = processes.Megabytes();
        Say("open loop at half of that");
        var open = await turns.OpenAsync(best.Flow / 2);
        Say("what the database and the broker take, each alone");
        var bareDatabase = await PgBench.RunAsync(floor.Plan, floor.Database, best.Concurrency, Bare);
        var bareBroker = await PublishLoop.RunAsync(
            mesh.Apart.Broker.Uri,
            floor.Plan.MessageBytes,
            best.Concurrency,
            Bare
        );
        Say("the gateway's cost");
        var gateway = await GatewayCost.MeasureAsync(mesh, processes, $"/v1/returns/{mesh.Flow.Last}");
        List<Grown> growth = [];
        foreach (var stored in options.Growth.Order())
        {
            Say($"storing {stored} finished returns");
            await filler.FillAsync(stored);
            growth.Add(await turns.GrownAsync(stored, best.Concurrency));
        }
        Run? local = null;
        if (options.WithLocal)
        {
            Say("Local on SQLite");
            local = await LocalBench.RunAsync(options.WarmUp / 3, options.Returns, best.Concurrency);
        }
        return new Figures(
            options,
            pairs,
            open,
            megabytes,
            floor.Plan,
            bareDatabase,
            bareBroker,
            gateway,
            growth,
            local
        );
    }

    public static void Say(string what) => Console.Error.WriteLine($"bench: {what}");
}
