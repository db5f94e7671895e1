using AfterSalesMesh.Bench.Counting;
using AfterSalesMesh.Bench.Floor;
using AfterSalesMesh.Bench.Flow;
using AfterSalesMesh.Bench.Growth;
using AfterSalesMesh.Bench.Mesh;

namespace AfterSalesMesh.Bench;

/// <summary>Flow and floor, turn by turn, so that whatever else the machine does hits both.</summary>
internal sealed class Turns(BenchMesh mesh, Counter counter, Options options)
{
    // What the last messages leave behind (deletes that are gathered, workers' last rounds) belongs to the turn.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2.5);

    private const int Quotes = 2000;

    /// <summary>One return alone, with all that it leaves behind.</summary>
    public async Task FirstAsync()
    {
        await mesh.Flow.PrepareAsync(1);
        await mesh.Flow.RunAsync();
        await Task.Delay(Settling);
    }

    /// <summary>The median of as many turns as there are rounds.</summary>
    public async Task<Grown> GrownAsync(int stored, int concurrency)
    {
        List<Turn> turns = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            turns.Add(await FlowAsync(concurrency));
        }
        var median = Pair.Median(turns.Select(x => x.Run.PerSecond));
        await mesh.Flow.PrepareAsync(1);
        await mesh.Flow.QuotesAsync(Quotes / 10);
        var quotes = await mesh.Flow.QuotesAsync(Quotes);
        return new Grown(stored, median, turns.MinBy(x => Math.Abs(x.Run.PerSecond - median))!, quotes);
    }

    /// <summary>Work that is done before anything counts.</summary>
    public async Task WarmUpAsync()
    {
        await mesh.Flow.PrepareAsync(options.WarmUp);
        await Load.ClosedAsync(options.WarmUp, options.Concurrency.Max(), mesh.Flow.RunAsync);
    }

    public async Task<Turn> FlowAsync(int concurrency)
    {
        await mesh.Flow.PrepareAsync(options.Returns);
        return await TakeAsync(
            () => Load.ClosedAsync(options.Returns, concurrency, mesh.Flow.RunAsync),
            options.Returns
        );
    }

    public async Task<Turn> OpenAsync(double perSecond)
    {
        await mesh.Flow.PrepareAsync(options.Returns);
        return await TakeAsync(() => Load.OpenAsync(options.Returns, perSecond, mesh.Flow.RunAsync), options.Returns);
    }

    /// <summary>A floor that does what this turn of the flow was counted to do, its sizes mended by a trial.</summary>
    public async Task<FloorMesh> FloorOfAsync(Counts flow)
    {
        var plan = FloorPlan.Of(flow);
        await using (var trial = await StartFloorAsync(plan))
        {
            plan = plan.Mended(flow, (await FloorAsync(trial, options.Concurrency.Max())).PerReturn);
        }
        var floor = await StartFloorAsync(plan);
        await Load.ClosedAsync(options.WarmUp, options.Concurrency.Max(), floor.RunAsync);
        return floor;
    }

    public Task<Turn> FloorAsync(FloorMesh floor, int concurrency) =>
        TakeAsync(() => Load.ClosedAsync(options.Returns, concurrency, floor.RunAsync), options.Returns);

    private Task<FloorMesh> StartFloorAsync(FloorPlan plan) =>
        FloorMesh.StartAsync(plan, mesh.Apart.Database, mesh.Apart.Broker, BenchMesh.Observer);

    private async Task<Turn> TakeAsync(Func<Task<Run>> load, int count)
    {
        await Task.Delay(Settling);
        var before = await counter.ReadAsync();
        var run = await load();
        await Task.Delay(Settling);
        return new Turn(run, (await counter.ReadAsync()).Since(before, count));
    }
}

/// <param name="Run">How fast it was.</param>
/// <param name="PerReturn">What it cost.</param>
internal sealed record Turn(Run Run, Counts PerReturn);
