using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>The only code that writes postings.</summary>
internal static class LedgerWriter
{
    /// <summary>The number of shards of a balance: this many commits can write to one account at the same time.</summary>
    public const int Shards = 16;

    /// <summary>
    /// Adds a posting to the next commit, unless it is already part of it or has no lines. If another commit has already written the posting, this
    /// commit conflicts: check first where that is possible.
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
    /// <returns>False when no lines are left.</returns>
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
                    $"The posting '{posting.What}' does not balance: the sum of its lines is {sum} {currency.Key}."
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
            // All lines of a commit use one shard and are inserted in the order of their key, which begins with the
            // account, so that no two commits can deadlock.
            line.Shard = db.Shard;
        }
        return posting.Lines.Count > 0;
    }
}
