using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace AfterSalesMesh.Bench.Floor;

/// <summary>PostgreSQL's own benchmark with the floor's transactions: what the database alone takes.</summary>
internal static partial class PgBench
{
    /// <summary>Returns a second, a return being all hops of the floor.</summary>
    public static async Task<double> RunAsync(FloorPlan plan, string database, int clients, TimeSpan time)
    {
        var there = new NpgsqlConnectionStringBuilder(database);
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Script(plan));
        try
        {
            string[] words =
            [
                "--no-vacuum",
                "--protocol=prepared",
                $"--client={clients}",
                "--jobs=2",
                $"--time={(int)time.TotalSeconds}",
                $"--file={script}",
                $"--host={there.Host}",
                $"--port={there.Port}",
                $"--username={there.Username}",
                there.Database!,
            ];
            var start = new ProcessStartInfo(Find(), words)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PGPASSWORD"] = there.Password;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return Tps().Match(output) is { Success: true } tps
                ? double.Parse(tps.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException(
                    $"pgbench said: {output} {(await errors)[..Math.Min(1000, (await errors).Length)]}"
                );
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>A return's hops, each as the floor does it: the reads in one round trip, each commit in one.</summary>
    private static string Script(FloorPlan plan)
    {
        var (reads, commits) = (new Share(plan.Reads), new Share(plan.Commits));
        var (inserts, updates, deletes) = (new Share(plan.Inserts), new Share(plan.Updates), new Share(plan.Deletes));
        var script = new StringBuilder("\\set known random(1, 10000)\n");
        var key = "lpad(to_hex(:known::int), 32, '0')::uuid";
        for (var hop = 0; hop < plan.Hops; hop++)
        {
            RoundTrip(Repeat($"SELECT n, body FROM floor WHERE id = {key};", reads.Take()));
            var (i, u, d) = (inserts.Take(), updates.Take(), deletes.Take());
            for (var left = commits.Take(); left > 0; left--)
            {
                var (ni, nu) = left == 1 ? (i, u) : (Math.Min(i, Math.Max(1, i / left)), u / left);
                RoundTrip([
                    .. Repeat(
                        $"INSERT INTO floor (id, n, body) VALUES (gen_random_uuid(), 0, decode(repeat('00', {plan.RowBytes}), 'hex'));",
                        ni
                    ),
                    .. Repeat($"UPDATE floor SET n = n + 1 WHERE id = {key};", nu),
                    .. Repeat($"DELETE FROM floor WHERE id = {key} AND n < 0;", left == 1 ? d : 0),
                ]);
                (i, u) = (i - ni, u - nu);
            }
        }
        return script.ToString();

        void RoundTrip(IReadOnlyCollection<string> statements)
        {
            if (statements.Count > 0)
            {
                script.AppendLine("\\startpipeline").AppendJoin('\n', statements).AppendLine("\n\\endpipeline");
            }
        }
    }

    private static List<string> Repeat(string statement, int times) => [.. Enumerable.Repeat(statement, times)];

    private static string Find() =>
        Directory
            .EnumerateFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories)
            .Order()
            .LastOrDefault("pgbench");

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Tps();
}
