using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>A trigger of a database.</summary>
/// <param name="Name">Unique in the database. A changed trigger needs a new name: an existing one is not replaced.</param>
/// <param name="Sql">The statements that create the trigger when it is missing.</param>
public sealed record Trigger(string Name, params string[] Sql);

/// <summary>Creates the missing triggers of a database: new ones, and those of tables that a migration has rebuilt on SQLite.</summary>
internal static class TriggerSetup
{
    /// <summary>Call it while holding the lock of the migration.</summary>
    public static async Task RunAsync(DbContext db, CancellationToken cancellation)
    {
        foreach (var sql in (await MissingAsync(db, cancellation)).SelectMany(x => x.Sql))
        {
            await db.Database.ExecuteSqlRawAsync(sql, cancellation);
        }
    }

    public static async Task<List<Trigger>> MissingAsync(DbContext db, CancellationToken cancellation)
    {
        var wanted = (db as ServiceDbContext)?.Triggers.ToList() ?? [];
        if (wanted.Count == 0)
        {
            return wanted;
        }
        var there = await db.Database.SqlQueryRaw<string>(Names(db)).ToListAsync(cancellation);
        return wanted.FindAll(x => !there.Contains(x.Name));
    }

    private static string Names(DbContext db) =>
        db.Database.IsSqlite() ? "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'trigger'"
        : db.Database.IsNpgsql()
            ? "SELECT tgname::text AS \"Value\" FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                + "WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid)"
        : "SELECT name AS [Value] FROM sys.triggers";
}
