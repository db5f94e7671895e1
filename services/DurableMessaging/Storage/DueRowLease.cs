using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

public static class DueRowLease
{
    /// <summary>
    /// Leases up to <paramref name="limit"/> rows that are due by <paramref name="now"/>: their due time becomes
    /// <paramref name="until"/>, when they are due again if this process has died. Other replicas may lease rows at the same
    /// time; each gets different rows. An <c>Attempts</c> column, if the table has one, counts the leases.
    /// </summary>
    public static Task<List<TRow>> LeaseDueAsync<TRow>(
        this DurableDbContext db,
        DateTimeOffset now,
        DateTimeOffset until,
        int limit,
        CancellationToken cancellation
    )
        where TRow : class, IDue =>
        db.WriteAsync(() => db.LeaseDue<TRow>(now, until, limit).ToListAsync(cancellation), cancellation);

    /// <summary>The statement as a query: enumerating it runs it.</summary>
    internal static IQueryable<TRow> LeaseDue<TRow>(
        this DurableDbContext db,
        DateTimeOffset now,
        DateTimeOffset until,
        int limit
    )
        where TRow : class, IDue
    {
        var table = db.Model.FindEntityType(typeof(TRow))!;
        var name = table.GetTableName()!;
        var key = table.FindPrimaryKey()!.Properties[0].GetColumnName();
        var due = table.FindProperty(nameof(IDue.DueAt))!.GetColumnName();
        var attempts = table.FindProperty("Attempts")?.GetColumnName();
        var sql =
            db.Database.IsSqlite() ? OnSqlite(name, key, due, attempts)
            : db.Database.IsNpgsql()
                ? OnPostgres(name, key, due, attempts, table.GetProperties().Select(x => x.GetColumnName()))
            : OnSqlServer(name, key, due, attempts);
        return db.Set<TRow>()
            .FromSqlRaw(sql, db.ToColumn(until), db.ToColumn(now), limit)
            .IgnoreQueryFilters()
            .AsNoTracking();
    }

    /// <summary>A time as the columns of this database hold it.</summary>
    private static object ToColumn(this DurableDbContext db, DateTimeOffset time) =>
        db.Database.IsSqlite() ? time.UtcTicks : time.ToUniversalTime();

    // In each statement {0} is the new due time, {1} is now, {2} is the limit.
    private static string OnSqlite(string table, string key, string due, string? attempts) =>
        $$"""
            UPDATE "{{table}}" SET "{{due}}" = {0}{{(attempts is null ? "" : $", \"{attempts}\" = \"{attempts}\" + 1")}}
            WHERE "{{key}}" IN (SELECT "{{key}}" FROM "{{table}}" WHERE "{{due}}" <= {1} ORDER BY "{{due}}" LIMIT {2})
            RETURNING *
            """;

    // Columns by name: a statement that a connection has prepared still works when a newer replica adds a column.
    private static string OnPostgres(
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

    // SQL Server refuses READPAST without UPDLOCK in a database with READ_COMMITTED_SNAPSHOT.
    private static string OnSqlServer(string table, string key, string due, string? attempts) =>
        $$"""
            UPDATE due SET [{{due}}] = {0}{{(attempts is null ? "" : $", [{attempts}] = due.[{attempts}] + 1")}}
            OUTPUT inserted.*
            FROM [{{table}}] AS due INNER JOIN (SELECT TOP ({2}) [{{key}}] FROM [{{table}}] WITH (READPAST, UPDLOCK, ROWLOCK)
                WHERE [{{due}}] <= {1} ORDER BY [{{due}}]) AS leased ON leased.[{{key}}] = due.[{{key}}]
            """;
}
