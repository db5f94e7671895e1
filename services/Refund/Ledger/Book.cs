using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// How far a storefront's ledger is closed and reconciled. Backdating a posting and closing a month both change its version, so that of
/// two at the same time, the second is retried.
/// </summary>
internal sealed class Book : IVersioned, IStorefrontOwned
{
    /// <summary>The longest duration of a freeze, more than any check of a month takes.</summary>
    public static readonly TimeSpan FreezeLifetime = TimeSpan.FromMinutes(15);

    public required string StorefrontId { get; init; }

    /// <summary>The end of the last closed month, from which postings may be dated; null: no month is closed.</summary>
    public DateTimeOffset? OpenFrom { get; set; }

    /// <summary>The end of the month that is being closed: while the month is frozen, nothing is dated before this.</summary>
    public DateTimeOffset? FrozenBefore { get; set; }

    /// <summary>When the freeze ends by itself if the close was interrupted.</summary>
    public DateTimeOffset? FreezeExpiresAt { get; set; }

    /// <summary>The id of the freeze: a month can be closed only during the freeze in which it was checked.</summary>
    public Guid? FreezeId { get; set; }

    /// <summary>Refunds that succeeded up to this position are settled or have an exception because they are missing.</summary>
    public Guid? ReconciledUpTo { get; set; }

    public int Version { get; set; }

    /// <summary>
    /// Loads a storefront's book and marks it as changed, so that this commit conflicts with a concurrent close of a month.
    /// </summary>
    public static async Task<Book> TakeAsync(RefundDb db, string storefront, CancellationToken cancellation)
    {
        var book = await db.StorefrontBooks.FirstOrDefaultAsync(x => x.StorefrontId == storefront, cancellation);
        if (book is null)
        {
            book = new Book { StorefrontId = storefront };
            db.StorefrontBooks.Add(book);
        }
        else
        {
            db.Entry(book).State = EntityState.Modified;
        }
        return book;
    }

    /// <summary>
    /// The date of a posting for an event at a given time: that time, or the beginning of the first open month if its month is closed or
    /// frozen.
    /// </summary>
    public DateTimeOffset Date(DateTimeOffset at, DateTimeOffset now)
    {
        var past = at < now ? at : now;
        var open = IsFrozen(now) && !(OpenFrom > FrozenBefore) ? FrozenBefore : OpenFrom;
        return past < open ? open.Value : past;
    }

    /// <summary>Freezes a month while its ledger is checked: after this commit no posting is dated into it.</summary>
    /// <returns>The id of the freeze, for <see cref="TryClose"/>.</returns>
    public Guid Freeze(Month month, DateTimeOffset now)
    {
        if (!IsFrozen(now))
        {
            (FreezeId, FrozenBefore) = (Guid.CreateVersion7(now), month.End);
        }
        FrozenBefore = FrozenBefore > month.End ? FrozenBefore : month.End;
        FreezeExpiresAt = now + FreezeLifetime;
        return FreezeId!.Value;
    }

    /// <summary>Closes a month, unless its freeze has ended meanwhile, because a posting may then have been dated into it.</summary>
    /// <returns>True when the month was closed.</returns>
    public bool TryClose(Month month, Guid freeze, DateTimeOffset now)
    {
        var isClosed = OpenFrom >= month.End;
        if (!isClosed && (FreezeId != freeze || !IsFrozen(now) || FrozenBefore < month.End))
        {
            return false;
        }
        OpenFrom = isClosed ? OpenFrom : month.End;
        if (FrozenBefore <= OpenFrom)
        {
            EndFreeze();
        }
        return true;
    }

    /// <summary>Allows postings in a month again after a failed check, unless a later month is being closed.</summary>
    public void Unfreeze(Month month)
    {
        if (FrozenBefore == month.End)
        {
            EndFreeze();
        }
    }

    private bool IsFrozen(DateTimeOffset now) => FreezeExpiresAt > now;

    private void EndFreeze() => (FreezeId, FrozenBefore, FreezeExpiresAt) = (null, null, null);
}

/// <summary>A month of a storefront that is closed.</summary>
internal sealed class ClosedMonth : IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    /// <summary><c>2026-10</c>.</summary>
    public required string Month { get; init; }

    public DateTimeOffset ClosedAt { get; init; }

    /// <summary>The id and name of the person who closed it.</summary>
    public required string ClosedBy { get; init; }
    public required string ClosedByName { get; init; }

    /// <summary>The number of postings in it.</summary>
    public long Postings { get; init; }

    /// <summary>Exceptions that were open when it was closed.</summary>
    public int OpenExceptions { get; init; }
}

/// <summary>An account's balance at the end of a closed month, from which the next close continues.</summary>
internal sealed class ClosedBalance : IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    /// <summary><c>2026-10</c>.</summary>
    public required string Month { get; init; }

    public required string Account { get; init; }

    public required string Currency { get; init; }

    /// <summary>Minor units; a debit is positive.</summary>
    public long Amount { get; init; }

    public static ClosedBalance Of(Balance it, string storefront, string month) =>
        new()
        {
            StorefrontId = storefront,
            Month = month,
            Account = it.Account,
            Currency = it.Currency,
            Amount = it.Amount,
        };
}
