using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// Keeps postings from being dated into a month while its ledger is checked. Each step is a commit of its own and safe to repeat. A freeze
/// whose closing has died ends by itself, so that the month is not closed to postings for ever.
/// </summary>
internal static class MonthFreeze
{
    /// <summary>More than any check of a month takes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>From this commit on nothing is dated into the month.</summary>
    /// <returns>Which freeze it is, for <see cref="CloseAsync"/>.</returns>
    public static async Task<Guid> BeginAsync(
        RefundDb db,
        string storefront,
        Month month,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        Guid id = default;
        await CommitAsync(
            db,
            storefront,
            book =>
            {
                if (!book.IsFrozen(now))
                {
                    (book.FreezeId, book.FrozenUntil) = (Guid.CreateVersion7(now), month.End);
                }
                book.FrozenUntil = book.FrozenUntil > month.End ? book.FrozenUntil : month.End;
                book.FreezeExpiresAt = now + Lifetime;
                id = book.FreezeId!.Value;
                return Task.CompletedTask;
            },
            cancellation
        );
        return id;
    }

    /// <summary>Closes the month, unless its freeze has ended meanwhile: then a posting may have been dated into it.</summary>
    /// <returns>Whether it is closed.</returns>
    public static async Task<bool> CloseAsync(
        RefundDb db,
        string storefront,
        Month month,
        Guid freeze,
        DateTimeOffset now,
        Func<Task> close,
        CancellationToken cancellation
    )
    {
        var mayClose = false;
        await CommitAsync(
            db,
            storefront,
            async book =>
            {
                var isClosed = book.OpenFrom >= month.End;
                mayClose = isClosed || (book.FreezeId == freeze && book.IsFrozen(now) && book.FrozenUntil >= month.End);
                if (!mayClose)
                {
                    return;
                }
                book.OpenFrom = isClosed ? book.OpenFrom : month.End;
                if (book.FrozenUntil <= book.OpenFrom)
                {
                    End(book);
                }
                await close();
            },
            cancellation
        );
        return mayClose;
    }

    /// <summary>The check failed: the month takes postings again, unless a later one is being closed.</summary>
    public static Task UndoAsync(RefundDb db, string storefront, Month month, CancellationToken cancellation) =>
        CommitAsync(
            db,
            storefront,
            book =>
            {
                if (book.FrozenUntil == month.End)
                {
                    End(book);
                }
                return Task.CompletedTask;
            },
            cancellation
        );

    private static void End(Book book) => (book.FreezeId, book.FrozenUntil, book.FreezeExpiresAt) = (null, null, null);

    private static Task CommitAsync(
        RefundDb db,
        string storefront,
        Func<Book, Task> work,
        CancellationToken cancellation
    ) =>
        ConflictRetry.RunAsync(
            db,
            async () =>
            {
                await work(await Book.TakeAsync(db, storefront, cancellation));
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
}
