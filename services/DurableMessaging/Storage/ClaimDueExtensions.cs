using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AfterSalesMesh.DurableMessaging.Storage;

public static class ClaimDueExtensions
{
    /// <summary>
    /// Takes up to <paramref name="limit"/> rows that are due by <paramref name="now"/> and holds them until
    /// <paramref name="until"/>: claims of other replicas skip them. If the process dies, they are due again then.
    /// An <c>Attempts</c> column, where there is one, counts the claims.
    /// </summary>
    public static Task<List<TRow>> ClaimDueAsync<TRow>(
        this DurableDbContext db,
        DateTimeOffset now,
        DateTimeOffset until,
        int limit,
        CancellationToken cancellation
    )
        where TRow : class, IDue =>
        db.WriteAsync(() => db.ClaimDue<TRow>(now, until, limit).ToListAsync(cancellation), cancellation);

    /// <summary>The statement as a query: enumerating it runs it.</summary>
    internal static IQueryable<TRow> ClaimDue<TRow>(
        this DurableDbContext db,
        DateTimeOffset now,
        DateTimeOffset until,
        int limit
    )
        where TRow : class, IDue
    {
        var dialect = SqlDialect.Of(db);
        var table = db.Model.FindEntityType(typeof(TRow))!;
        var store = StoreObjectIdentifier.Create(table, StoreObjectType.Table)!.Value;
        var sql = dialect.ClaimDue(
            store.Name,
            table.FindPrimaryKey()!.Properties[0].GetColumnName(store)!,
            table.FindProperty(nameof(IDue.DueAt))!.GetColumnName(store)!,
            table.FindProperty("Attempts")?.GetColumnName(store),
            table.GetProperties().Select(x => x.GetColumnName(store)!)
        );
        return db.Set<TRow>()
            .FromSqlRaw(sql, dialect.Time(until), dialect.Time(now), limit)
            .IgnoreQueryFilters()
            .AsNoTracking();
    }
}
