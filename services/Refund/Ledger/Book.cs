using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// Up to when a storefront's books are closed and reconciled. Whoever dates a posting back changes its version, and so does who
/// closes a month: one of the two finds that the other was first, and looks again.
/// </summary>
internal sealed class Book : IVersioned, IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    /// <summary>From then on the books are open; null: nothing is closed.</summary>
    public DateTimeOffset? OpenFrom { get; set; }

    /// <summary>While a month is being closed, nothing is dated before this; see <see cref="Freeze"/>.</summary>
    public DateTimeOffset? FrozenUntil { get; set; }

    /// <summary>Then the freeze ends by itself, whoever began it and died.</summary>
    public DateTimeOffset? FreezeExpiresAt { get; set; }

    /// <summary>Which freeze it is: who closes a month must have kept it all the time.</summary>
    public Guid? FreezeId { get; set; }

    /// <summary>The position of the last success that was looked at: it is settled, or an exception says that it is missing.</summary>
    public Guid? ReconciledUntil { get; set; }

    public int Version { get; set; }

    /// <summary>A storefront's; whoever takes it and commits keeps months from being closed in between.</summary>
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
    /// When something that happened then is in the books: then, or on the first open day. What has happened can't be refused, and a closed
    /// month stays as it was signed.
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

/// <summary>What an account stood at when a month ended, kept when it was closed: nobody sums up the whole ledger again.</summary>
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
