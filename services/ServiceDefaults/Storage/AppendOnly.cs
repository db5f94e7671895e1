using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Makes the database itself refuse to change or delete what is <see cref="IAppendOnly"/>, whoever asks.</summary>
internal static class AppendOnly
{
    /// <summary>SQL Server's inserts must know of triggers.</summary>
    public static void SayTriggers(ModelBuilder modelBuilder)
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
            .Select(x => x.GetTableName()!)
            .Select(table =>
                db.Database.IsSqlite() ? OnSqlite(table)
                : db.Database.IsNpgsql() ? OnPostgres(table)
                : OnSqlServer(table)
            );

    private static bool IsAppendOnly(IReadOnlyTypeBase type) => type.ClrType.IsAssignableTo(typeof(IAppendOnly));

    private static string NameOf(string table) => $"{table}_append_only";

    private static Trigger OnSqlite(string table) =>
        new(
            NameOf(table),
            $"""
            CREATE TRIGGER IF NOT EXISTS "{table}_never_deleted" BEFORE DELETE ON "{table}"
            BEGIN SELECT RAISE(ABORT, '{table} is append-only.'); END
            """,
            $"""
            CREATE TRIGGER IF NOT EXISTS "{NameOf(table)}" BEFORE UPDATE ON "{table}"
            BEGIN SELECT RAISE(ABORT, '{table} is append-only.'); END
            """
        );

    private static Trigger OnPostgres(string table) =>
        new(
            NameOf(table),
            """
            CREATE OR REPLACE FUNCTION refuse_as_append_only() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION '% is append-only.', TG_TABLE_NAME; END $$
            """,
            $"""
            CREATE OR REPLACE TRIGGER "{NameOf(table)}" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_as_append_only()
            """
        );

    private static Trigger OnSqlServer(string table) =>
        new(
            NameOf(table),
            $"""
            CREATE TRIGGER [{NameOf(table)}] ON [{table}] AFTER UPDATE, DELETE
            AS BEGIN SET NOCOUNT ON; THROW 50001, '{table} is append-only.', 1; END
            """
        );
}
