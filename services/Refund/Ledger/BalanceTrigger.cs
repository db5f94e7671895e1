using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>Adds each inserted line to its <see cref="AccountBalance"/>, whoever inserts it.</summary>
internal static class BalanceTrigger
{
    public const string Name = "PostingLines_balance";

    public static Trigger Of(DbContext db) =>
        db.Database.IsSqlite() ? OnSqlite
        : db.Database.IsNpgsql() ? OnPostgres
        : OnSqlServer;

    private static readonly Trigger OnSqlite = new(
        Name,
        $"""
        CREATE TRIGGER IF NOT EXISTS "{Name}" AFTER INSERT ON "PostingLines"
        BEGIN
            INSERT INTO "AccountBalances" ("StorefrontId", "Account", "Currency", "Shard", "Amount")
            VALUES (NEW."StorefrontId", NEW."Account", NEW."Currency", NEW."Shard", NEW."Amount")
            ON CONFLICT ("StorefrontId", "Account", "Currency", "Shard") DO UPDATE SET "Amount" = "Amount" + excluded."Amount";
        END
        """
    );

    private static readonly Trigger OnPostgres = new(
        Name,
        """
        CREATE OR REPLACE FUNCTION add_to_balance() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO "AccountBalances" ("StorefrontId", "Account", "Currency", "Shard", "Amount")
            VALUES (NEW."StorefrontId", NEW."Account", NEW."Currency", NEW."Shard", NEW."Amount")
            ON CONFLICT ("StorefrontId", "Account", "Currency", "Shard")
            DO UPDATE SET "Amount" = "AccountBalances"."Amount" + EXCLUDED."Amount";
            RETURN NULL;
        END $$
        """,
        $"""
        CREATE OR REPLACE TRIGGER "{Name}" AFTER INSERT ON "PostingLines" FOR EACH ROW EXECUTE FUNCTION add_to_balance()
        """
    );

    // On SQL Server one statement may insert many rows. UPDLOCK and HOLDLOCK also lock a missing row: of two commits that both
    // find no balance, one waits until the other has inserted it.
    private static readonly Trigger OnSqlServer = new(
        Name,
        $"""
        CREATE TRIGGER [{Name}] ON [PostingLines] AFTER INSERT AS
        BEGIN
            SET NOCOUNT ON;
            UPDATE balance SET [Amount] = balance.[Amount] + line.[Amount]
            FROM [AccountBalances] AS balance WITH (UPDLOCK, HOLDLOCK)
            INNER JOIN (SELECT [StorefrontId], [Account], [Currency], [Shard], SUM([Amount]) AS [Amount] FROM inserted
                GROUP BY [StorefrontId], [Account], [Currency], [Shard]) AS line
                ON balance.[StorefrontId] = line.[StorefrontId] AND balance.[Account] = line.[Account]
                AND balance.[Currency] = line.[Currency] AND balance.[Shard] = line.[Shard];
            INSERT INTO [AccountBalances] ([StorefrontId], [Account], [Currency], [Shard], [Amount])
            SELECT line.[StorefrontId], line.[Account], line.[Currency], line.[Shard], SUM(line.[Amount])
            FROM inserted AS line
            WHERE NOT EXISTS (SELECT 1 FROM [AccountBalances] AS balance WITH (UPDLOCK, HOLDLOCK)
                WHERE balance.[StorefrontId] = line.[StorefrontId] AND balance.[Account] = line.[Account]
                AND balance.[Currency] = line.[Currency] AND balance.[Shard] = line.[Shard])
            GROUP BY line.[StorefrontId], line.[Account], line.[Currency], line.[Shard];
        END
        """
    );
}
