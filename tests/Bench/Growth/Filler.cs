using System.Globalization;
using Npgsql;

namespace AfterSalesMesh.Bench.Growth;

/// <summary>
/// Stores finished returns without making them: the rows that one return left behind, copied inside the databases as often
/// as is wanted, with ids, numbers and references of their own.
/// </summary>
internal sealed class Filler(IReadOnlyCollection<NpgsqlDataSource> databases)
{
    private const int AtOnce = 20_000;

    // Balances, series, books and policies are a storefront's, however many returns it has.
    private const string Keep = """
        CREATE SCHEMA pattern;
        DO $$ DECLARE t text; BEGIN
          FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN
            ('__EFMigrationsHistory', 'Outbox', 'AccountBalances', 'CreditNoteSeries', 'StorefrontBooks',
             'PolicyVersions', 'Storefronts', 'WhatIfJobs')
          LOOP EXECUTE format('CREATE TABLE pattern.%I AS SELECT * FROM public.%I', t, t); END LOOP;
        END $$
        """;

    // What is a key in text: the order's number, the RMA number, the payment's reference, the idempotency key, the customer. Ids
    // keep their first digits, which are their time, so that they stand where ids of that time stand. Credit notes count on from
    // far away.
    private const string Copies = """
        SELECT format('INSERT INTO public.%I (%s) SELECT %s FROM pattern.%I, generate_series(%s) i', t.tablename,
          string_agg(quote_ident(c.column_name), ', '),
          string_agg(CASE
            WHEN c.udt_name = 'uuid' THEN format('(left(%1$I::text, 9) || substr(md5(%1$I::text || i)::uuid::text, 10))::uuid', c.column_name)
            WHEN c.column_name IN ('RmaNumber', 'RmaKey') THEN format('''G'' || left(%1$I, 2) || i', c.column_name)
            WHEN c.column_name = 'Serial' THEN format('%1$I + 1000000000 + i', c.column_name)
            WHEN c.udt_name <> 'int4' AND c.column_name IN ('Number', 'OrderNumber', 'Reference', 'PaymentReference', 'Key', 'Customer')
              THEN format('%1$I || ''-'' || i', c.column_name)
            ELSE quote_ident(c.column_name) END, ', '), t.tablename, '{0}, {1}')
        FROM pg_tables t JOIN information_schema.columns c ON c.table_schema = 'pattern' AND c.table_name = t.tablename
        WHERE t.schemaname = 'pattern' GROUP BY t.tablename
        """;

    private int _stored;

    /// <summary>Remembers what is there: call it when one return has been made and has ended.</summary>
    public Task KeepPatternAsync() => EachAsync(database => ExecuteAsync(database, Keep));

    /// <summary>Until so many are stored.</summary>
    public async Task FillAsync(int returns)
    {
        var from = _stored + 1;
        _stored = returns;
        await EachAsync(async database =>
        {
            List<string> copies = [];
            await using (var command = database.CreateCommand(Copies))
            await using (var rows = await command.ExecuteReaderAsync())
            {
                while (await rows.ReadAsync())
                {
                    copies.Add(rows.GetString(0));
                }
            }
            for (var first = from; first <= returns; first += AtOnce)
            {
                var last = Math.Min(first + AtOnce - 1, returns);
                var filled = copies.Select(x => string.Format(CultureInfo.InvariantCulture, x, first, last));
                // No triggers: what the rows refer to is copied just as they are.
                await ExecuteAsync(
                    database,
                    $"SET session_replication_role = replica; {string.Join("; ", filled)}; RESET session_replication_role"
                );
            }
            await ExecuteAsync(database, "VACUUM ANALYZE");
            // What the storing has left to write is not the flow's.
            await ExecuteAsync(database, "CHECKPOINT");
        });
    }

    // One database for each processor at a time: a database is filled by one process of PostgreSQL, which computes more than it waits.
    private Task EachAsync(Func<NpgsqlDataSource, Task> what) =>
        Parallel.ForEachAsync(
            databases,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (database, _) => await what(database)
        );

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
