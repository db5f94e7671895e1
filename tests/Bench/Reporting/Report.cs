using AfterSalesMesh.Bench.Counting;
using static AfterSalesMesh.Bench.Reporting.Markdown;

namespace AfterSalesMesh.Bench.Reporting;

/// <summary>The figures as <c>docs/performance.md</c>.</summary>
internal sealed class Report(Figures figures, string notes)
{
    private readonly Markdown _text = new();

    public override string ToString()
    {
        _text.Line(
            """
            # How fast it is, and how fast it could be

            Written by `./mesh bench`; the last line is for programs. Flow: a return from the request over scan, unit, close
            and verdict to the refund and the last message, through the gateway, two replicas of every service, RabbitMQ and
            PostgreSQL (fsync on) and whoever drives it on one machine. Floor: a bare program (RabbitMQ.Client, Npgsql) in as many
            processes that does as many confirmed persistent publishes, deliveries with acknowledgement, statements and
            writing commits of the same sizes as were counted in the flow. They take turns; figures are medians.

            """
        );
        var options = figures.Options;
        _text.Line(
            $"This run: {options.Rounds} rounds of {options.Returns} returns, after {options.WarmUp} to warm up; "
                + (options.Growth.Count > 0 ? $"growth to {options.Growth.Max()} stored." : "growth was left out.")
                + "\n\n## Pace"
        );
        Pace();
        _text.Line("\n## What a return costs");
        Costs();
        Processes();
        Others();
        _text.Line("\n" + notes.Trim() + "\n\n## Statements of a return");
        Statements();
        _text.Line($"\n```json\n{figures.ToJson()}\n```");
        return _text.ToString();
    }

    private void Pace()
    {
        _text.Table("at a time", "returns/s", "floor", "ratio", "p50 to the refund", "p99");
        foreach (var at in figures.Pairs.GroupBy(x => x.Concurrency))
        {
            var flows = at.Select(x => x.Flow.Run).ToList();
            _text.Row(
                $"{at.Key}",
                Number(Pair.Median(flows.Select(x => x.PerSecond))),
                Number(Pair.Median(at.Select(x => x.Floor.Run.PerSecond))),
                Number(Pair.Median(at.Select(x => x.Flow.Run.PerSecond / x.Floor.Run.PerSecond)), "0.00"),
                Milliseconds(flows.Select(x => x.P50)),
                Milliseconds(flows.Select(x => x.P99))
            );
        }
        var open = figures.Open.Run;
        var pace = $"open loop at {Number(figures.Best.Flow / 2)}/s";
        _text.Row(pace, Number(open.PerSecond), "", "", Milliseconds(open.P50), Milliseconds(open.P99));
        _text.Line(
            $"\nThe floor reaches {Number(100 * figures.Best.Floor / figures.Reachable, "0")} % of the "
                + $"{Number(figures.Reachable)} returns/s that pgbench with its transactions ({Number(figures.BareDatabase)} "
                + $"returns/s alone) and a bare publish loop ({Number(figures.BareBroker, "0")} messages/s alone) reach when "
                + "they share the machine."
        );
    }

    private void Costs()
    {
        _text.Table("for each return", "flow", "floor");
        foreach (var (name, of) in Counted)
        {
            _text.Row(name, Number(of(figures.Shown.Flow.PerReturn)), Number(of(figures.Shown.Floor.PerReturn)));
        }
    }

    private static readonly (string Name, Func<Counts, double> Of)[] Counted =
    [
        ("writing commits (transaction ids, less those rolled back)", x => x.Commits),
        ("transactions rolled back", x => x.Of("ROLLBACK")),
        ("statements", x => x.AllStatements),
        ("… reads", x => x.Of("SELECT")),
        ("… inserts", x => x.Of("INSERT")),
        ("… updates", x => x.Of("UPDATE")),
        ("… deletes", x => x.Of("DELETE")),
        ("begin, commit, reset", x => x.Statements.Values.Sum() - x.AllStatements),
        ("messages published", x => x.Publishes),
        ("… confirmed", x => x.Confirms),
        ("… acknowledged", x => x.Acknowledged),
        ("KB received by RabbitMQ", x => x.BrokerBytes / 1024),
        ("KB of PostgreSQL's log", x => x.WalBytes / 1024),
        ("CPU milliseconds, all processes", x => 1000 * x.Cpu.Values.Sum()),
    ];

    private void Processes()
    {
        _text.Table("process", "CPU ms for each return", "… of the floor", "MB resident");
        foreach (var (name, megabytes) in figures.Megabytes)
        {
            var flow = 1000 * figures.Shown.Flow.PerReturn.Cpu.GetValueOrDefault(name);
            var floor = 1000 * figures.Shown.Floor.PerReturn.Cpu.GetValueOrDefault(name);
            _text.Row(name, Number(flow), Number(floor), Number(megabytes, "0"));
        }
    }

    private void Others()
    {
        var gateway = figures.Gateway;
        _text.Line(
            $"\nThe gateway: a read through it takes {Number(gateway.ThroughMs, "0.00")} ms and {Number(gateway.ThroughCpuMs, "0.00")} "
                + $"ms of CPU, at the service itself {Number(gateway.DirectMs, "0.00")} and {Number(gateway.DirectCpuMs, "0.00")} ms."
        );
        if (figures.Local is { } local)
        {
            _text.Line(
                $"\nLocal, one process on SQLite with its sandbox provider: {Number(local.PerSecond)} returns/s, "
                    + $"{Milliseconds(local.P50)} to the refund, 99 of 100 in {Milliseconds(local.P99)}."
            );
        }
        if (figures.Growth.Count > 0)
        {
            _text.Table(
                "finished returns stored",
                "returns/s",
                "p50 to the refund",
                "p99",
                "CPU ms, all",
                "… PostgreSQL",
                "KB of its log",
                "p50 of a quote",
                "p99"
            );
            foreach (var grown in figures.Growth)
            {
                var (run, counts) = grown.Turn;
                _text.Row(
                    $"{grown.Stored}",
                    Number(grown.PerSecond),
                    Milliseconds(run.P50),
                    Milliseconds(run.P99),
                    Number(1000 * counts.Cpu.Values.Sum()),
                    Number(1000 * counts.Cpu.GetValueOrDefault("PostgreSQL")),
                    Number(counts.WalBytes / 1024),
                    Number(grown.QuoteAt(0.5).TotalMilliseconds),
                    Number(grown.QuoteAt(0.99).TotalMilliseconds)
                );
            }
        }
    }

    private void Statements()
    {
        _text.Table("for each return", "database", "statement");
        foreach (
            var (statement, times) in figures
                .PerReturn.Statements.Where(x => x.Value >= 0.05)
                .OrderByDescending(x => x.Value)
        )
        {
            var text = string.Join(' ', statement.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var most = Math.Min(text.Length, 110);
            _text.Row(Number(times, "0.00"), statement.Database, $"`{text[..most].Replace('|', '/')}`");
        }
    }
}
