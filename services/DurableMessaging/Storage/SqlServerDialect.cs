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
            UPDATE due SET [{{due}}] = {0}{{(attempts is null ? "" : $", [{attempts}] = due.[{attempts}] + 1")}}
            OUTPUT inserted.*
            FROM [{{table}}] AS due INNER JOIN (SELECT TOP ({2}) [{{key}}] FROM [{{table}}] WITH (READPAST, UPDLOCK, ROWLOCK)
                WHERE [{{due}}] <= {1} ORDER BY [{{due}}]) AS claimed ON claimed.[{{key}}] = due.[{{key}}]
            """;
}
