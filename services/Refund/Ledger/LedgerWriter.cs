using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>Writes postings; nothing else does.</summary>
internal static class LedgerWriter
{
    /// <summary>The shards of a balance: that many commits can write to one account at once.</summary>
    public const int Shards = 16;

    /// <summary>
    /// Adds a posting to the next commit, unless that has it already or it has no lines. A posting that another commit has made makes this
    /// one a conflict: look first where that can be.
    /// </summary>
    /// <exception cref="InvalidOperationException">Its lines do not sum up to 0 in each currency.</exception>
    public static void Post(this RefundDb db, Posting posting)
    {
        if (db.Prepare(posting) && db.Postings.Local.FindEntry(posting.Id) is null)
        {
            db.Postings.Add(posting);
        }
    }

    /// <summary>Completes a posting, and leaves out lines of 0.</summary>
    /// <returns>False where no lines are left.</returns>
    /// <exception cref="InvalidOperationException">Its lines do not sum up to 0 in each currency.</exception>
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
}
