namespace AfterSalesMesh.DurableMessaging.Storage;

internal sealed class PostgresDialect : SqlDialect
{
    public override string SelectNow => "SELECT clock_timestamp()";

    public override string ClaimDue(string table, string key, string due, string? attempts) =>
        $$"""
            UPDATE "{{table}}" SET "{{due}}" = {0}{{(attempts is null ? "" : $", \"{attempts}\" = \"{attempts}\" + 1")}}
            WHERE "{{key}}" = ANY (ARRAY(SELECT "{{key}}" FROM "{{table}}" WHERE "{{due}}" <= {1} ORDER BY "{{due}}" LIMIT {2}
                FOR UPDATE SKIP LOCKED))
            RETURNING *
            """;
}
