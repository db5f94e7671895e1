using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Csv;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.SettledParts;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>Decided × ledger × settled, from the text of a file to what is posted for it.</summary>
public sealed class SettlementMatchTests
{
    private static readonly string[] Errors =
    [
        "missing_at_provider",
        "missing_with_us",
        "failed_with_us",
        "unknown_chargeback",
        "amount",
        "ledger",
        "currency",
        "duplicate",
        "late",
        "broken",
    ];

    [Fact]
    public async Task Each_injected_error_is_found_and_nothing_else()
    {
        var random = new Random(Cases.Seed);
        for (var i = 0; i < Cases.Count; i++)
        {
            var world = new Made(random);
            var because = $"seed {Cases.Seed}, case {i}\n{world.File}";

            var (outcomes, flaws) = await ReconcileAsync(world);

            var found = outcomes.SelectMany(x => x.Findings.Select(y => $"{y.Kind} {x.Row.Line}")).ToList();
            var settled = outcomes.Where(x => x.Settles is not null).Select(x => x.Settles!.Value).ToHashSet();
            found.AddRange(
                world
                    .Parts.Values.Where(x => x.IsPaid && !settled.Contains(x.Part.Id))
                    .Select(x => $"missing_at_provider {x.Part.Id}")
            );
            found.Order().ShouldBe(world.Expected.Order(), because);
            flaws.ShouldBe(world.Broken, because);
            ShouldAddUp(outcomes, world, because);
        }
    }

    private static async Task<(List<RowOutcome> Outcomes, List<long> Flaws)> ReconcileAsync(Made world)
    {
        var records = new CsvRecords(new StringReader(world.File));
        await records.ReadHeaderAsync(CancellationToken.None);
        var format = SettlementFormat.BuiltIn()["sandbox"];
        ColumnMap.Read(format, records.Fields, out var map).ShouldBeNull();
        var reader = new RowReader(format, map);
        List<ParsedRow> rows = [];
        List<long> flaws = [];
        while (await records.ReadAsync(CancellationToken.None))
        {
            var (row, flaw) = records.Flaw is { } broken ? (null, broken) : reader.Read(records.Fields, records.Line);
            if (flaw is not null)
            {
                flaws.Add(records.Line);
            }
            else if (row is not null)
            {
                rows.Add(row);
            }
        }
        var byProvider = world.Parts.Values.ToDictionary(x => $"rf_{x.Part.Id:N}");
        var outcomes = RowMatcher.MatchAll(
            rows,
            row => new RowSubject(
                row.PartId is { } id && world.Parts.TryGetValue(id, out var ours) ? ours
                : row.ProviderRefund is { } refund ? byProvider.GetValueOrDefault(refund)
                : null
            ),
            LateAfter
        );
        return (outcomes, flaws);
    }

    /// <summary>Every posting balances, the bank has what the file says, and clearing what the findings say.</summary>
    private static void ShouldAddUp(List<RowOutcome> outcomes, Made world, string because)
    {
        foreach (var outcome in outcomes)
        {
            outcome.Lines.GroupBy(x => x.Currency).ShouldAllBe(x => x.Sum(y => y.Amount) == 0, because);
        }
        var lines = outcomes.SelectMany(x => x.Lines).ToList();
        var findings = outcomes.SelectMany(x => x.Findings).ToList();
        foreach (var currency in lines.Select(x => x.Currency).Distinct())
        {
            lines
                .Where(x => x.Account == Accounts.Bank && x.Currency == currency)
                .Sum(x => -x.Amount)
                .ShouldBe(outcomes.Where(x => x.Row.SettledCurrency == currency).Sum(x => x.Row.Net), because);
            lines
                .Where(x => x.Account == Accounts.Suspense && x.Currency == currency)
                .Sum(x => x.Amount)
                .ShouldBe(OpenAmount(findings.Select(x => x.OnSuspense), currency), because);
            // What waited, what was settled, and what nobody has settled.
            var waited = world.Parts.Values.Where(x => x.Part.Currency == currency).Sum(x => x.Posting?.Amount ?? 0);
            var settled = outcomes.Where(x => x.Settles is not null).Select(x => x.Settles!.Value).ToHashSet();
            var missing = world.Parts.Values.Where(x => x.Part.Currency == currency && !settled.Contains(x.Part.Id));
            lines
                .Where(x => x.Account == Clearing && x.Currency == currency)
                .Sum(x => x.Amount)
                .ShouldBe(
                    waited
                        - missing.Sum(x => x.Posting?.Amount ?? 0)
                        + OpenAmount(findings.Select(x => x.OnClearing), currency),
                    because
                );
        }
    }

    private static long OpenAmount(IEnumerable<OpenAmount?> hanging, string currency) =>
        hanging.OfType<OpenAmount>().Where(x => x.Currency == currency).Sum(x => x.Amount);

    /// <summary>Refunds that succeeded, a file that settles them, and errors in it, each of them known.</summary>
    private sealed class Made
    {
        private readonly List<string> _lines = [SettlementFile.Header];

        public Made(Random random)
        {
            for (var i = random.Next(1, 25); i > 0; i--)
            {
                Add(random, random.Next(3) == 0 ? random.GetItems(Errors, 1)[0] : "");
            }
        }

        public Dictionary<Guid, PostedPart> Parts { get; } = [];

        public List<string> Expected { get; } = [];

        public List<long> Broken { get; } = [];

        public string File => string.Join("\r\n", _lines);

        private void Add(Random random, string error)
        {
            var part = Part(random.Next(2, 1_000_000), random.Next(4) == 0 ? "USD" : "EUR");
            part = part with { Posting = part.Posting! with { At = Start.AddMinutes(random.Next(20_000)) } };
            part = error switch
            {
                "failed_with_us" => Part(part.Part.Amount, part.Part.Currency, RefundStatus.Failed) with
                {
                    Posting = null,
                },
                "ledger" => part with
                {
                    Posting = part.Posting with { Amount = part.Part.Amount + random.Next(1, 100) },
                },
                _ => part,
            };
            if (error is not ("missing_with_us" or "unknown_chargeback"))
            {
                Parts[part.Part.Id] = part;
            }
            var at = (part.Posting?.At ?? Start).AddHours(random.Next(1, 7 * 24));
            var line = Vary(
                new SettlementLine($"l{_lines.Count}", Reference(part, random), part.Part.Amount, at)
                {
                    Currency = part.Part.Currency,
                },
                random
            );
            switch (error)
            {
                case "missing_at_provider":
                    Expected.Add($"missing_at_provider {part.Part.Id}");
                    return;
                case "missing_with_us" or "failed_with_us":
                    Expect("missing_with_us");
                    break;
                case "unknown_chargeback":
                    line = line with { Type = "chargeback" };
                    Expect("missing_with_us");
                    break;
                case "amount":
                    line = line with { Gross = line.Gross + random.Next(1, 500), Net = null, SettledCurrency = null };
                    Expect("amount");
                    break;
                case "ledger":
                    Expect("amount");
                    break;
                case "currency":
                    line = line with { Currency = "GBP", SettledCurrency = "GBP", Net = null };
                    Expect("currency");
                    break;
                case "late":
                    line = line with { At = part.Posting!.At.AddDays(7).AddSeconds(random.Next(1, 1_000_000)) };
                    Expect("late");
                    break;
                case "duplicate":
                    _lines.Add(line.ToString());
                    line = line with { Line = $"again{_lines.Count}" };
                    Expect("duplicate");
                    break;
                case "broken":
                    Broken.Add(_lines.Count + 1);
                    _lines.Add(Break(line.ToString(), random));
                    // The row that nobody could read has settled nothing.
                    Expected.Add($"missing_at_provider {part.Part.Id}");
                    return;
            }
            _lines.Add(line.ToString());
            if (random.Next(5) == 0)
            {
                _lines.Add($"c{_lines.Count},ch_1,,pay,charge,10.00,0.30,9.70,EUR,EUR,,{at:O}");
            }
            if (random.Next(5) == 0)
            {
                _lines.Add($"f{_lines.Count},,,,fee,0.25,,,EUR,,,{at:O}");
            }
        }

        private void Expect(string kind) => Expected.Add($"{kind} {_lines.Count + 1}");

        private static string Reference(PostedPart part, Random random) =>
            random.Next(2) == 0 ? part.Part.Id.ToString() : $"rf_{part.Part.Id:N}";

        /// <summary>Fees, and another currency at the bank, are no errors.</summary>
        private static SettlementLine Vary(SettlementLine line, Random random)
        {
            var fee = random.Next(3) == 0 ? random.Next(-50, 100) : 0;
            return random.Next(4) == 0
                ? line with
                {
                    Fee = fee,
                    SettledCurrency = "CHF",
                    Net = line.Gross * 94 / 100 + fee,
                }
                : line with
                {
                    Fee = fee,
                };
        }

        private static string Break(string line, Random random) =>
            random.Next(4) switch
            {
                0 => line.Replace(",refund,", ",refund,x", StringComparison.Ordinal),
                1 => $"\"{line}",
                2 => $"{line},more",
                _ => line[..line.LastIndexOf(',')] + ",yesterday",
            };
    }
}
