using System.Diagnostics;
using System.Globalization;
using AfterSalesMesh.Bench.Mesh;
using Npgsql;

namespace AfterSalesMesh.Bench;

/// <summary>
/// How long a what-if takes over many decisions. One return is made, its decision is copied inside the database as often as is
/// wanted, and a draft with a shorter window is tried on all of them.
/// </summary>
internal static class WhatIfMeasurement
{
    private const string Copy = """
        DO $$ DECLARE c text; BEGIN
          SELECT string_agg(CASE column_name
            WHEN 'Id' THEN '(left("Id"::text, 9) || substr(md5("Id"::text || i)::uuid::text, 10))::uuid'
            ELSE quote_ident(column_name) END, ', ' ORDER BY ordinal_position)
          INTO c FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'Decisions';
          EXECUTE format('INSERT INTO "Decisions" SELECT %s FROM "Decisions", generate_series(2, {0}) i', c);
        END $$
        """;

    private const string Start = """
        INSERT INTO "WhatIfJobs" ("Id", "StorefrontId", "Company", "Document", "Most", "Status", "DueAt", "AskedAt", "AskedBy",
          "AskedByName", "Done")
        SELECT "Id", "StorefrontId", '', replace("Document", '"days":7', '"days":1'), 1000000, 'running', now(), now(), 'bench',
          'bench', 0
        FROM "PolicyVersions"
        """;

    public static async Task RunAsync(int decisions)
    {
        await using var mesh = await BenchMesh.StartAsync();
        await mesh.Flow.PrepareAsync(1);
        await mesh.Flow.RunAsync();
        var database = mesh.Source("Returns");
        await ExecuteAsync(
            database,
            Copy.Replace("{0}", decisions.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
        await ExecuteAsync(database, "VACUUM ANALYZE \"Decisions\"");
        var begun = Stopwatch.GetTimestamp();
        await ExecuteAsync(database, Start);
        while (await StatusAsync(database) != "done")
        {
            await Task.Delay(100);
        }
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Console.WriteLine(
            FormattableString.Invariant(
                $"what-if: {decisions} decisions in {seconds:0.0} s, {decisions / seconds:0} a second"
            )
        );
    }

    private static async Task<string?> StatusAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT \"Status\" FROM \"WhatIfJobs\"");
        return (string?)await command.ExecuteScalarAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }
}
