using AfterSalesMesh.Parts;

namespace AfterSalesMesh.Chaos.Reconciling;

/// <summary>A settlement file with errors, and the exceptions that must be found for them.</summary>
internal sealed class FaultyFile
{
    private const int MaxOfAKind = 3;
    private readonly Random _random;
    private readonly List<FileRow> _rows = [];

    /// <param name="lines">The lines of a file without errors.</param>
    /// <param name="unknown">Refunds that succeeded at the provider and failed in our ledger.</param>
    /// <param name="random">Chooses the errors, and the order.</param>
    public FaultyFile(IReadOnlyList<SettlementLine> lines, IReadOnlySet<string> unknown, Random random)
    {
        _random = random;
        var refunds = lines.GroupBy(x => x.Reference).Select(x => x.ToArray()).ToArray();
        // Most of them stay right. What we don't know of is found as that, whatever else is wrong with its row.
        var plain = refunds.Where(x => x.Length == 1 && !unknown.Contains(x[0].Reference)).ToArray();
        random.Shuffle(plain);
        var errors = ErrorsFor(plain.Length / 3).Zip(plain).ToDictionary(x => x.Second, x => x.First);
        Injected = errors.Count;
        random.Shuffle(refunds);
        List<string> missing = [];
        foreach (var refund in refunds)
        {
            var varied = refund.Select(x => FileRow.Vary(x, random)).ToArray();
            var finds = unknown.Contains(refund[0].Reference) ? "missing_with_us" : null;
            // Rows of one refund stay behind each other: of two that settle it, the second is the duplicate.
            FileRow[] rows = errors.TryGetValue(refund, out var makeError)
                ? makeError(varied[0], random)
                : [.. varied.Select(x => new FileRow(x, finds))];
            _rows.AddRange(rows);
            if (rows.All(x => x.Finds == FileRow.Broken))
            {
                // Left out, or nobody can read it.
                missing.Add($"missing_at_provider {refund[0].Reference}");
            }
            AddOthers();
        }
        Text = string.Join("\r\n", _rows.Select(x => x.ToString()).Prepend(SettlementFile.Header)) + "\r\n";
        // The first line is the header.
        var found = _rows.Select((x, i) => (x.Finds, Line: i + 2)).Where(x => x.Finds is not null);
        Expected = [.. found.Select(x => $"{x.Finds} in line {x.Line}"), .. missing];
    }

    public int Injected { get; }

    public int Rows => _rows.Count;

    public string Text { get; }

    /// <summary>The exceptions to be found, each with its line, or with the refund that is in no line.</summary>
    public IReadOnlyList<string> Expected { get; }

    /// <summary>What the bank's account has by the rows that can be read, by currency.</summary>
    public Dictionary<string, long> Bank =>
        _rows.Where(x => x.Leaves != 0).GroupBy(x => x.Currency).ToDictionary(x => x.Key, x => -x.Sum(y => y.Leaves));

    /// <summary>Each kind once, then some of them again.</summary>
    private IEnumerable<Func<SettlementLine, Random, FileRow[]>> ErrorsFor(int most) =>
        Enumerable
            .Range(0, MaxOfAKind)
            .SelectMany(round => FileErrors.All.Where(_ => round == 0 || _random.Next(2) == 0))
            .Take(most);

    /// <summary>Rows that are none of our business, and fees by themselves: no errors.</summary>
    private void AddOthers()
    {
        var (at, number) = (DateTimeOffset.UtcNow, _rows.Count);
        switch (_random.Next(12))
        {
            case 0:
                _rows.Add(new(new SettlementLine($"sale-{number}", "ch_1", 1_000, at) { Type = "charge" }));
                break;
            case 1:
                var fee = _random.Next(1, 100);
                _rows.Add(
                    new(
                        new SettlementLine($"fee-{number}", "", 0, at)
                        {
                            Type = "fee",
                            Fee = fee,
                            Net = fee,
                        }
                    )
                );
                break;
        }
    }
}
