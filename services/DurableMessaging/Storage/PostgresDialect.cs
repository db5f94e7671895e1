namespace AfterSalesMesh.DurableMessaging.Storage;

internal sealed class PostgresDialect : SqlDialect
{
    public override string SelectNow => "SELECT clock_timestamp()";

    // Columns by name: a statement that a connection has prepared outlives a column that a newer replica adds.
    public override string ClaimDue(
        string table,
        string key,
        string due,
        string? attempts,
        IEnumerable<string> columns
    ) =>
        $$"""
            UPDATE "{{table}}" SET "{{due}}" = {0}{{(attempts is null ? "" : $", \"{attempts}\" = \"{attempts}\" + 1")}}
            WHERE "{{key}}" = ANY (ARRAY(SELECT "{{key}}" FROM "{{table}}" WHERE "{{due}}" <= {1} ORDER BY "{{due}}" LIMIT {2}
                FOR UPDATE SKIP LOCKED))
            RETURNING {{string.Join(", ", columns.Select(x => $"\"{x}\""))}}
            """;
}
