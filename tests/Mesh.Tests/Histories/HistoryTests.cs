using System.Collections.Concurrent;
using System.Globalization;
using AfterSalesMesh.Mesh.Tests.Flow;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>
/// Random histories through the services themselves. <c>AFTERSALES_HISTORIES</c> says how many, <c>AFTERSALES_HISTORY</c> the seed
/// of one that is run alone.
/// </summary>
[Collection(nameof(Heavy))]
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int Usual = 300;
    private const int OfBatch = 75;
    private const int BatchesAtOnce = 4;
    private const int Shown = 3;

    /// <summary>What must have happened often, or the histories prove nothing about it.</summary>
    private static readonly string[] Kinds =
    [
        "appeal_answered",
        "appeal_by_default",
        "approved",
        "cancelled",
        "closed_by_hand",
        "completed",
        "evidence_added",
        "evidence_asked",
        "expired",
        "in_another_return",
        "in_transit",
        "inspected",
        "late_parcel",
        "parcel_lost",
        "quoted",
        "receipt_opened",
        "received",
        "redriven",
        "refund_failed",
        "refund_reversed",
        "refunded",
        "refunded_again",
        "rejected",
        "review_opened",
        "round_opened",
        "second_round",
        "several_orders",
        "store_credit_bonus",
        "unexpected_unit",
        "unplaced_units",
        "verdict_overdue",
        "withdrawn",
    ];

    [Fact]
    public async Task Every_history_keeps_all_units_gives_nothing_twice_and_tells_everybody_once()
    {
        ConcurrentQueue<string> wrong = [];
        ConcurrentDictionary<string, int> kinds = [];
        await Parallel.ForEachAsync(
            Seeds().GroupBy(seed => seed / OfBatch).ToList(),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = BatchesAtOnce,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (seeds, _) =>
            {
                await using var mesh = await HistoryMesh.StartAsync(seeds.Key);
                var batch = new HistoryBatch(mesh, seeds.Key, [.. seeds]);
                foreach (var found in await batch.RunAsync())
                {
                    wrong.Enqueue(found);
                }
                foreach (var (kind, count) in batch.Kinds)
                {
                    kinds.AddOrUpdate(kind, count, (_, before) => before + count);
                }
                foreach (var error in mesh.Log.Errors)
                {
                    wrong.Enqueue($"Batch {seeds.Key} logged an error: {error}");
                }
            }
        );
        output.WriteLine(string.Join(", ", kinds.OrderBy(x => x.Key).Select(x => $"{x.Key} {x.Value}")));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} histories went wrong.\n{string.Join("\n\n", wrong.Take(Shown))}");
        if (Seeds().Skip(Usual - 1).Any())
        {
            Kinds.Where(x => kinds.GetValueOrDefault(x) < 5).ShouldBeEmpty();
        }
    }

    private static IEnumerable<int> Seeds() =>
        Number("AFTERSALES_HISTORY") is { } alone
            ? [alone]
            : Enumerable.Range(0, Number("AFTERSALES_HISTORIES") ?? Usual);

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
