using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>
/// Refuses changes and deletions of <see cref="IAppendOnly"/> rows: in every commit, with the name of the row, and by triggers
/// in the database.
/// </summary>
internal sealed class AppendOnly : ICommitRule
{
    public static readonly AppendOnly Rule = new();

    /// <inheritdoc/>
    public ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation)
    {
        var changed = db
            .ChangeTracker.Entries<IAppendOnly>()
            .FirstOrDefault(x => x.State is EntityState.Modified or EntityState.Deleted);
        return changed is null
            ? ValueTask.FromResult<Action?>(null)
            : throw new InvalidOperationException(
                $"{changed.Metadata.DisplayName()} is append-only and must not be changed."
            );
    }

    /// <summary>Tells EF Core about the triggers, because tables with triggers need other inserts on SQL Server.</summary>
    public static void DeclareTriggers(ModelBuilder modelBuilder)
    {
        foreach (var type in modelBuilder.Model.GetEntityTypes().Where(IsAppendOnly).Select(x => x.ClrType).ToList())
        {
            var table = modelBuilder.Entity(type).Metadata.GetTableName()!;
            modelBuilder.Entity(type).ToTable(x => x.HasTrigger(NameOf(table)));
        }
    }

    public static IEnumerable<Trigger> TriggersOf(DbContext db) =>
        db
            .Model.GetEntityTypes()
            .Where(IsAppendOnly)
            .Select(x => (Table: x.GetTableName()!, Expires: x.ClrType.IsAssignableTo(typeof(IExpiring))))
            .Select(x =>
                db.Database.IsSqlite() ? OnSqlite(x.Table, x.Expires)
                : db.Database.IsNpgsql() ? OnPostgres(x.Table, x.Expires)
                : OnSqlServer(x.Table, x.Expires)
            );

    private static bool IsAppendOnly(IReadOnlyTypeBase type) => type.ClrType.IsAssignableTo(typeof(IAppendOnly));

    private static string NameOf(string table) => $"{table}_append_only";

    private static Trigger OnSqlite(string table, bool expires)
    {
        var neverDeleted = $"""
            CREATE TRIGGER IF NOT EXISTS "{table}_never_deleted" BEFORE DELETE ON "{table}"
            BEGIN SELECT RAISE(ABORT, '{table} is append-only.'); END
            """;
        var neverChanged = $"""
            CREATE TRIGGER IF NOT EXISTS "{NameOf(table)}" BEFORE UPDATE ON "{table}"
            BEGIN SELECT RAISE(ABORT, '{table} is append-only.'); END
            """;
        return new(NameOf(table), expires ? [neverChanged] : [neverDeleted, neverChanged]);
    }

    private static Trigger OnPostgres(string table, bool expires) =>
        new(
            NameOf(table),
            """
            CREATE OR REPLACE FUNCTION refuse_as_append_only() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION '% is append-only.', TG_TABLE_NAME; END $$
            """,
            $"""
            CREATE OR REPLACE TRIGGER "{NameOf(table)}" BEFORE UPDATE{(
                expires ? "" : " OR DELETE"
            )} OR TRUNCATE ON "{table}"
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_as_append_only()
            """
        );

    private static Trigger OnSqlServer(string table, bool expires) =>
        new(
            NameOf(table),
            $"""
            CREATE TRIGGER [{NameOf(table)}] ON [{table}] AFTER UPDATE{(expires ? "" : ", DELETE")}
            AS BEGIN SET NOCOUNT ON; THROW 50001, '{table} is append-only.', 1; END
            """
        );
}
