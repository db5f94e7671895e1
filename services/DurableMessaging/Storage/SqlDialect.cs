using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>The SQL that differs between databases; one subclass for each.</summary>
internal abstract class SqlDialect
{
    private static readonly SqlDialect Sqlite = new SqliteDialect();
    private static readonly SqlDialect Postgres = new PostgresDialect();
    private static readonly SqlDialect SqlServer = new SqlServerDialect();

    public static SqlDialect Of(DbContext db) =>
        db.Database.ProviderName switch
        {
            "Microsoft.EntityFrameworkCore.Sqlite" => Sqlite,
            "Npgsql.EntityFrameworkCore.PostgreSQL" => Postgres,
            "Microsoft.EntityFrameworkCore.SqlServer" => SqlServer,
            var other => throw new NotSupportedException($"No SQL dialect for the database provider '{other}'."),
        };

    /// <summary>A statement that answers the database's time, or null where the database runs in this process.</summary>
    public abstract string? SelectNow { get; }

    /// <summary>
    /// Takes rows that are due and moves their due time on, in one statement that replicas can run side by side:
    /// parameters are the new due time {0}, now {1} and the limit {2}. Returns the rows, with at least these columns.
    /// </summary>
    public abstract string ClaimDue(
        string table,
        string key,
        string due,
        string? attempts,
        IEnumerable<string> columns
    );

    /// <summary>Several connections can write at once.</summary>
    public virtual bool ManyWriters => true;

    /// <summary>A time as a parameter of hand-written SQL, as the column holds it.</summary>
    public virtual object Time(DateTimeOffset time) => time.ToUniversalTime();
}
