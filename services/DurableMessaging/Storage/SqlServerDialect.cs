namespace AfterSalesMesh.DurableMessaging.Storage;

internal sealed class SqlServerDialect : SqlDialect
{
    public override string SelectNow => "SELECT SYSUTCDATETIME()";

    // UPDLOCK makes it a locking read, without which READPAST is refused where READ_COMMITTED_SNAPSHOT is on.
    public override string ClaimDue(
        string table,
        string key,
        string due,
        string? attempts,
        IEnumerable<string> columns
    ) =>
        $$"""
            WITH claimed AS (SELECT TOP ({2}) * FROM [{{table}}] WITH (READPAST, UPDLOCK, ROWLOCK)
                WHERE [{{due}}] <= {1} ORDER BY [{{due}}])
            UPDATE claimed SET [{{due}}] = {0}{{(attempts is null ? "" : $", [{attempts}] = [{attempts}] + 1")}}
            OUTPUT inserted.*
            """;
}
