using System.Globalization;
using System.Text;
using AfterSalesMesh.Bench.Counting;

namespace AfterSalesMesh.Bench.Reporting;

/// <summary>The figures as <c>docs/performance.md</c>.</summary>
internal sealed class Report(Figures figures)
{
    private readonly StringBuilder _text = new();

    public override string ToString()
    {
        _text.Clear();
        Line("# How fast it is, and how fast it could be");
        Line("");
        Line("Written by `./mesh bench`; the last line is for programs.");
        Line("");
        Pace();
        Costs();
        Processes();
        Statements();
        Line("```json");
        Line(figures.ToJson());
        Line("```");
        return _text.ToString();
    }

    private void Pace()
    {
        Table("at a time", "returns/s", "floor", "ratio", "p50 to the refund", "p99");
        foreach (var at in figures.Pairs.GroupBy(x => x.Concurrency))
        {
            var flows = at.Select(x => x.Flow.Run).ToList();
            Row(
                $"{at.Key}",
                Number(Pair.Median(flows.Select(x => x.PerSecond))),
                Number(Pair.Median(at.Select(x => x.Floor.Run.PerSecond))),
                Number(Pair.Median(at.Select(x => x.Flow.Run.PerSecond / x.Floor.Run.PerSecond)), "0.00"),
                Milliseconds(flows.Select(x => x.P50)),
                Milliseconds(flows.Select(x => x.P99))
            );
        }
        var open = figures.Open.Run;
        Row(
            $"open loop, {Number(figures.Best.Flow / 2)}/s",
            Number(open.PerSecond),
            "",
            "",
            Milliseconds([open.P50]),
            Milliseconds([open.P99])
        );
        Line("");
        Line(
            $"The floor reaches {Number(100 * figures.Best.Floor / figures.Reachable, "0")} % of the {Number(figures.Reachable)} returns/s "
                + $"that pgbench ({Number(figures.BareDatabase)} returns/s alone) and a bare publish loop "
                + $"({Number(figures.BareBroker, "0")} messages/s alone) would reach on the same machine together."
        );
        Line("");
    }

    private void Costs()
    {
        Table("for each return", "flow", "floor");
        foreach (var (name, of) in Counted)
        {
            Row(name, Number(of(figures.Shown.Flow.PerReturn)), Number(of(figures.Shown.Floor.PerReturn)));
        }
        Line("");
    }

    private static readonly (string Name, Func<Counts, double> Of)[] Counted =
    [
        ("writing commits (transaction ids)", x => x.Commits),
        ("transactions rolled back", x => x.Of("ROLLBACK")),
        ("statements", x => x.AllStatements),
        ("… reads", x => x.Of("SELECT")),
        ("… inserts", x => x.Of("INSERT")),
        ("… updates", x => x.Of("UPDATE")),
        ("… deletes", x => x.Of("DELETE")),
        ("begin, commit, reset", x => x.Statements.Values.Sum() - x.AllStatements),
        ("messages published", x => x.Publishes),
        ("… confirmed", x => x.Confirms),
        ("… delivered", x => x.Deliveries),
        ("… acknowledged", x => x.Acknowledged),
        ("KB received by RabbitMQ", x => x.BrokerBytes / 1024),
        ("KB of PostgreSQL's log", x => x.WalBytes / 1024),
        ("CPU milliseconds, all processes", x => 1000 * x.Cpu.Values.Sum()),
    ];

    private void Processes()
    {
        Table("process", "CPU ms for each return", "… of the floor", "MB resident");
        foreach (var (name, megabytes) in figures.Megabytes)
        {
            Row(
                name,
                Number(1000 * figures.Shown.Flow.PerReturn.Cpu.GetValueOrDefault(name)),
                Number(1000 * figures.Shown.Floor.PerReturn.Cpu.GetValueOrDefault(name)),
                Number(megabytes, "0")
            );
        }
        Line("");
    }

    private void Statements()
    {
        Table("for each return", "database", "statement");
        foreach (
            var (statement, times) in figures
                .PerReturn.Statements.Where(x => x.Value >= 0.05)
                .OrderByDescending(x => x.Value)
        )
        {
            var text = string.Join(
                ' ',
                statement.Text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            );
            Row(Number(times, "0.00"), statement.Database, $"`{text[..Math.Min(text.Length, 110)].Replace('|', '/')}`");
        }
        Line("");
    }

    private static string Milliseconds(IEnumerable<TimeSpan> times) =>
        $"{Number(Pair.Median(times.Select(x => x.TotalMilliseconds)), "0")} ms";

    private static string Number(double value, string format = "0.0") =>
        value.ToString(format, CultureInfo.InvariantCulture);

    private void Table(params string[] columns)
    {
        Row(columns);
        Row([.. columns.Select(_ => "---")]);
    }

    private void Row(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    private void Line(string text) => _text.Append(text).Append('\n');
}
