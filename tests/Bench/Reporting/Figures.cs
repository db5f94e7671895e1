using System.Text.Json;
using AfterSalesMesh.Bench.Counting;
using AfterSalesMesh.Bench.Floor;
using AfterSalesMesh.Bench.Flow;
using AfterSalesMesh.Bench.Growth;
using AfterSalesMesh.Bench.Mesh;

namespace AfterSalesMesh.Bench.Reporting;

/// <summary>All that was measured.</summary>
/// <param name="Pairs">Flow and floor, turn by turn.</param>
/// <param name="Open">The flow at half of its maximum.</param>
/// <param name="Megabytes">Memory held under load, by process.</param>
/// <param name="Plan">What a hop of the floor does.</param>
/// <param name="BareDatabase">Returns a second that pgbench gets through with the floor's transactions.</param>
/// <param name="BareBroker">Messages a second that a bare publish loop gets through.</param>
/// <param name="Gateway">A read through it, and without it.</param>
/// <param name="Growth">The flow with more and more finished returns stored.</param>
/// <param name="Local">The flow on Local; null where it was left out.</param>
internal sealed record Figures(
    Options Options,
    IReadOnlyList<Pair> Pairs,
    Turn Open,
    IReadOnlyDictionary<string, double> Megabytes,
    FloorPlan Plan,
    double BareDatabase,
    double BareBroker,
    GatewayCost Gateway,
    IReadOnlyList<Grown> Growth,
    Run? Local
)
{
    public (int Concurrency, double Flow, double Floor, double Ratio) Best { get; } = Pair.Best(Pairs);

    /// <summary>The turn whose counts are shown: all turns cost the same but for lost races.</summary>
    public Pair Shown => Pairs.Where(x => x.Concurrency == Best.Concurrency).MinBy(x => x.Flow.PerReturn.Commits)!;

    public Counts PerReturn => Shown.Flow.PerReturn;

    /// <summary>What both could do at best if they share the machine: the time of a return is the sum of both's.</summary>
    public double Reachable => 1 / (1 / BareDatabase + Plan.Hops * (1 + Plan.Events) / BareBroker);

    /// <summary>A hop is a message that is consumed, a call that is answered, or an answer from outside that is written down.</summary>
    public double CommitsPerMessage =>
        PerReturn.Commits / (PerReturn.Acknowledged + ReturnFlow.Calls + ReturnFlow.Answers);

    /// <summary>The pace with the most returns stored, against that with the fewest; null where growth was left out.</summary>
    public double? GrowthRatio =>
        Growth is [var first, .., var last] ? Math.Round(last.PerSecond / first.PerSecond, 3) : null;

    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                returnsPerSecond = Math.Round(Best.Flow, 2),
                floorReturnsPerSecond = Math.Round(Best.Floor, 2),
                ratioToFloor = Math.Round(Best.Ratio, 3),
                commitsPerMessage = Math.Round(CommitsPerMessage, 2),
                publishesPerReturn = Math.Round(PerReturn.Publishes, 2),
                p99Ms = Math.Round(Open.Run.P99.TotalMilliseconds),
                growthRatio = GrowthRatio,
            }
        );

    /// <param name="notes">What people have to say about them.</param>
    public string ToMarkdown(string notes) => new Report(this, notes).ToString();
}
