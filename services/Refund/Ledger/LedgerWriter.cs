using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>Writes postings; nothing else does.</summary>
internal static class LedgerWriter
{
    /// <summary>As many commits can write to one account at once; a balance is read as so many rows at most.</summary>
    public const int Shards = 16;

    /// <summary>
    /// Writes a posting with the next <c>SaveChanges</c>. Lines of nothing are left out, and so is a posting without lines, or
    /// one that this
    /// commit has already. Posted by another commit before, it is a conflict: look first where that can be.
    /// </summary>
    /// <exception cref="InvalidOperationException">Its lines do not sum up to nothing in each currency.</exception>
    public static void Post(this RefundDb db, Posting posting)
    {
        if (db.Prepare(posting) && !IsPosted(db, posting.Id))
        {
            db.Postings.Add(posting);
        }
    }

    /// <summary>Makes a posting what can be written; false where it has no lines.</summary>
    /// <exception cref="InvalidOperationException">Its lines do not sum up to nothing in each currency.</exception>
    public static bool Prepare(this RefundDb db, Posting posting)
    {
        posting.Lines.RemoveAll(x => x.Amount == 0);
        foreach (var currency in posting.Lines.GroupBy(x => x.Currency, StringComparer.Ordinal))
        {
            var sum = currency.Aggregate((Int128)0, (sum, x) => sum + x.Amount);
            if (sum != 0)
            {
                throw new InvalidOperationException(
                    $"The posting '{posting.What}' does not balance: its lines sum up to {sum} {currency.Key}."
                );
            }
        }
        posting.Position = TimeOrderedId.At(posting.At);
        posting.Lines.Sort((a, b) => string.CompareOrdinal(a.Account, b.Account));
        for (var number = 0; number < posting.Lines.Count; number++)
        {
            var line = posting.Lines[number];
            (line.StorefrontId, line.PostingId) = (posting.StorefrontId, posting.Id);
            (line.Position, line.Number) = (posting.Position, number);
            // All lines of a commit count in one shard and are inserted in the order of their key, which begins with the
            // account: no two commits can wait for each other.
            line.Shard = db.Shard;
        }
        return posting.Lines.Count > 0;
    }

    private static bool IsPosted(RefundDb db, Guid id)
    {
        // Else each of the many postings of an import would look for changes in all that is tracked.
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return db.Postings.Local.FindEntry(id) is not null;
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }
}
