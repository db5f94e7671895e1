using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// Lets no new posting into the books whose lines don't sum up to nothing, whoever writes it. It can be said when the commit ends only,
/// and so in PostgreSQL only; elsewhere <see cref="LedgerWriter"/> checks it. A line that somebody adds, past the code, to a posting of
/// an earlier commit is not looked at here, as that would cost a look for each line: a closing finds it.
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
