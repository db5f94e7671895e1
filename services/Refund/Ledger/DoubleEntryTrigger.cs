using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// Refuses new postings whose lines do not sum up to 0, whatever writes them. Only PostgreSQL can check this at the end of a commit;
/// on the other databases only <see cref="LedgerWriter"/> checks it. A line that is added manually to an older posting is found when the month is closed.
/// </summary>
internal static class DoubleEntryTrigger
{
    private const string Name = "Postings_double_entry";

    private static readonly Trigger OnPostgres = new(
        Name,
        """
        CREATE OR REPLACE FUNCTION check_double_entry() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM "PostingLines" WHERE "PostingId" = NEW."Id" GROUP BY "Currency" HAVING SUM("Amount") <> 0) THEN
                RAISE EXCEPTION 'The posting % does not balance.', NEW."Id" USING ERRCODE = 'check_violation';
            END IF;
            RETURN NULL;
        END $$
        """,
        $"""
        CREATE CONSTRAINT TRIGGER "{Name}" AFTER INSERT ON "Postings" DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION check_double_entry()
        """
    );

    public static IEnumerable<Trigger> Of(DbContext db) => db.Database.IsNpgsql() ? [OnPostgres] : [];
}
