using System.Globalization;
using System.Text.RegularExpressions;
using AfterSalesMesh.Bench.Mesh;
using AfterSalesMesh.Parts;
using Npgsql;

namespace AfterSalesMesh.Bench.Counting;

/// <summary>Reads the counters.</summary>
internal sealed partial class Counter(NpgsqlDataSource database, RabbitMqServer broker, Processes processes)
{
    private const string Servers =
        "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint";

    private const string Statements = $"""
        SELECT regexp_replace(d.datname, '_[0-9a-f]+$', ''), s.query, sum(s.calls)::bigint
        FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid
        WHERE r.rolname <> '{BenchMesh.Observer}' GROUP BY 1, 2
        """;

    public async Task<Counts> ReadAsync()
    {
        var cpu = processes.CpuSeconds();
        await using var connection = await database.OpenConnectionAsync();
        var (commits, wal) = await ReadServerAsync(connection);
        return new Counts(
            commits,
            wal,
            await ReadStatementsAsync(connection),
            Numbers(await broker.ControlAsync("--silent", "eval", "rabbit_global_counters:overview().")),
            Sum(await broker.ControlAsync("--silent", "list_connections", "--no-table-headers", "recv_oct")),
            cpu
        );
    }

    private static async Task<(long Commits, long Wal)> ReadServerAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Servers, connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private static async Task<Dictionary<Statement, double>> ReadStatementsAsync(NpgsqlConnection connection)
    {
        Dictionary<Statement, double> statements = [];
        await using var command = new NpgsqlCommand(Statements, connection);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            statements[new Statement(rows.GetString(0), rows.GetString(1))] = rows.GetInt64(2);
        }
        return statements;
    }

    // Each protocol and kind of queue has its own counters.
    private static Dictionary<string, double> Numbers(string erlang) =>
        CounterOfBroker()
            .Matches(erlang)
            .GroupBy(x => x.Groups[1].Value)
            .ToDictionary(x => x.Key, x => x.Sum(y => double.Parse(y.Groups[2].Value, CultureInfo.InvariantCulture)));

    private static double Sum(string column) =>
        column
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Sum(x => double.Parse(x, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(\w+?)_total\s*=>\s*(\d+)")]
    private static partial Regex CounterOfBroker();
}
