using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// How far a storefront's ledger is closed and reconciled. Dating a posting back and closing a month both change its version: of
/// two at once, the second is retried.
/// </summary>
internal sealed class Book : IVersioned, IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    /// <summary>From then on postings may be dated; null: no month is closed.</summary>
    public DateTimeOffset? OpenFrom { get; set; }

    /// <summary>While a month is being closed, nothing is dated before this; see <see cref="MonthFreeze"/>.</summary>
    public DateTimeOffset? FrozenUntil { get; set; }

    /// <summary>Then the freeze ends by itself, whoever began it and died.</summary>
    public DateTimeOffset? FreezeExpiresAt { get; set; }

    /// <summary>Which freeze it is: who closes a month must have kept it all the time.</summary>
    public Guid? FreezeId { get; set; }

    /// <summary>
    /// The position of the last succeeded refund that was checked: it is settled, or an exception says that it is missing.
    /// </summary>
    public Guid? ReconciledUntil { get; set; }

    public int Version { get; set; }

    /// <summary>
    /// Loads a storefront's book and marks it as changed: a month that is closed at the same time makes this commit a conflict.
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
    /// The date of a posting for what happened then: the same, or the first open day where that month is closed. What has
    /// happened cannot be refused, and a closed month does not change.
    /// </summary>
    public DateTimeOffset Date(DateTimeOffset at, DateTimeOffset now)
    {
        var past = at < now ? at : now;
        var open = IsFrozen(now) && !(OpenFrom > FrozenUntil) ? FrozenUntil : OpenFrom;
        return past < open ? open.Value : past;
    }

    public bool IsFrozen(DateTimeOffset now) => FreezeExpiresAt > now;
}

/// <summary>A month of a storefront that is closed.</summary>
internal sealed class ClosedMonth : IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    /// <summary><c>2026-10</c>.</summary>
    public required string Month { get; init; }

    public DateTimeOffset ClosedAt { get; init; }

    public required string ClosedBy { get; init; }

    /// <summary>Postings in it.</summary>
    public long Postings { get; init; }

    /// <summary>Exceptions that were open when it was closed.</summary>
    public int OpenExceptions { get; init; }
}

/// <summary>An account's balance at the end of a closed month: the next close goes on from it.</summary>
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
