using System.Collections.Concurrent;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Refund;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>Histories side by side in one mesh: the clock is put ahead for all of them at once.</summary>
internal sealed class HistoryBatch(HistoryMesh mesh, int number, IReadOnlyList<int> seeds)
{
    private const int Phases = 8;
    private const int MaxTurns = 20;
    private const int AtOnce = 8;

    // The same jumps when one of its histories is run alone.
    private readonly Random _jumps = new(number);
    private readonly List<History> _histories = [.. seeds.Select(seed => new History(mesh, seed))];
    private readonly ConcurrentDictionary<History, string> _wrong = new();

    /// <summary>How often each kind of thing happened; known in the end.</summary>
    public IReadOnlyDictionary<string, int> Kinds { get; private set; } = new Dictionary<string, int>();

    /// <returns>The histories that went wrong: why, and all that happened.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await EachAsync(history => history.BeginAsync());
        for (var phase = 0; phase < Phases; phase++)
        {
            await EachAsync(history => history.GoOnAsync());
            await WatchAsync();
            await JumpAsync(
                _jumps.Next(3) == 0 ? TimeSpan.FromDays(_jumps.Next(1, 12)) : TimeSpan.FromHours(_jumps.Next(1, 36))
            );
        }
        var oracle = await WatchAsync();
        for (var turn = 0; turn < MaxTurns && (oracle.Open.Count > 0 || turn == 0); turn++)
        {
            await EachAsync(history =>
                history.HasOpenBoxes || oracle.Open.Overlaps(history.OrderNumbers)
                    ? history.FinishAsync()
                    : Task.CompletedTask
            );
            await JumpAsync(turn % 2 == 0 ? TimeSpan.FromHours(7) : TimeSpan.FromDays(10));
            oracle = await WatchAsync();
        }
        await mesh.QuietAsync(alsoDeleted: true);
        Note(oracle.Judge());
        Kinds = oracle.Kinds;
        await mesh.ReadAsync<RefundDb, bool>(async db =>
        {
            await BooksAgree.BalanceAsync(db);
            await BooksAgree.CapsCountPartsAsync(db);
            await BooksAgree.StoreCreditAsync(db);
            return true;
        });
        return [.. _wrong.OrderBy(x => x.Key.Seed).Select(x => Describe(x.Key, x.Value))];
    }

    private async Task EachAsync(Func<History, Task> act)
    {
        await Parallel.ForEachAsync(
            _histories.Where(x => !_wrong.ContainsKey(x)).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (history, _) =>
            {
                try
                {
                    await act(history);
                }
                catch (Exception exception)
                {
                    _wrong.TryAdd(history, exception.Message);
                }
            }
        );
    }

    private async Task<HistoryOracle> WatchAsync()
    {
        await mesh.QuietAsync();
        var receipts = _histories.SelectMany(x => x.Receipts, (x, id) => (id, x.OrderNumbers[0])).ToDictionary();
        var quotes = _histories.SelectMany(x => x.Quotes).ToDictionary();
        var oracle = new HistoryOracle(await HistoryTables.ReadAsync(mesh), mesh, receipts, quotes).Watch();
        Note(oracle);
        return oracle;
    }

    private void Note(HistoryOracle oracle)
    {
        foreach (var wrong in oracle.Wrong)
        {
            var history =
                _histories.Find(x => x.OrderNumbers.Contains(wrong.Key))
                ?? throw new InvalidOperationException($"Batch {number}: {string.Join('\n', wrong)}");
            if (_wrong.TryAdd(history, string.Join('\n', wrong)))
            {
                history.Events.Add("--- noticed here");
            }
        }
    }

    /// <summary>Puts the clock ahead when nothing is in hand: a lease would end while its work goes on.</summary>
    private async Task JumpAsync(TimeSpan ahead)
    {
        await mesh.QuietAsync();
        mesh.Clock.Offset += ahead;
        _histories.ForEach(x => x.Events.Add($"--- the clock is put ahead by {ahead}"));
    }

    private static string Describe(History history, string why) =>
        $"""
            History {history.Seed} went wrong:
            {why}
            Alone: AFTERSALES_HISTORY={history.Seed} ./mesh test FullyQualifiedName~HistoryTests
            {string.Join('\n', history.Events)}
            """;
}
