namespace AfterSalesMesh.DurableMessaging.Storage;

internal sealed class SqliteDialect : SqlDialect
{
    public override string? SelectNow => null;

    public override string ClaimDue(
        string table,
        string key,
        string due,
        string? attempts,
        IEnumerable<string> columns
    ) =>
        $$"""
            UPDATE "{{table}}" SET "{{due}}" = {0}{{(attempts is null ? "" : $", \"{attempts}\" = \"{attempts}\" + 1")}}
            WHERE "{{key}}" IN (SELECT "{{key}}" FROM "{{table}}" WHERE "{{due}}" <= {1} ORDER BY "{{due}}" LIMIT {2})
            RETURNING *
            """;

    public override bool ManyWriters => false;

    public override object Time(DateTimeOffset time) => time.UtcTicks;
}
