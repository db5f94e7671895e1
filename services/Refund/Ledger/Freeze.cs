using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// From when on a storefront's books are open, moved in commits of their own. Several may close at once, and any may die on the way:
/// what is closed is what says how it was before, no one's memory.
/// </summary>
internal static class Freeze
{
    /// <summary>Nothing is dated into the month any more.</summary>
    public static Task UntilEndOfAsync(RefundDb db, string storefront, Month month, CancellationToken cancellation) =>
        CommitAsync(
            db,
            storefront,
            book =>
            {
                book.OpenFrom = book.OpenFrom >= month.End ? book.OpenFrom : month.End;
                return Task.CompletedTask;
            },
            cancellation
        );

    /// <summary>Closes it, unless somebody who has found the books wrong has opened it again.</summary>
    /// <returns>Whether it is closed.</returns>
    public static async Task<bool> CloseAsync(
        RefundDb db,
        string storefront,
        Month month,
        Func<Task> close,
        CancellationToken cancellation
    )
    {
        var isFrozen = false;
        await CommitAsync(
            db,
            storefront,
            async book =>
            {
                isFrozen = book.OpenFrom >= month.End;
                if (isFrozen)
                {
                    await close();
                }
            },
            cancellation
        );
        return isFrozen;
    }

    /// <summary>The month is open again, unless it is closed, or a later one is or is being closed.</summary>
    public static Task UndoAsync(RefundDb db, string storefront, Month month, CancellationToken cancellation) =>
        CommitAsync(
            db,
            storefront,
            async book =>
            {
                if (book.OpenFrom == month.End)
                {
                    book.OpenFrom = await ClosedUntilAsync(db, storefront, cancellation);
                }
            },
            cancellation
        );

    private static async Task<DateTimeOffset?> ClosedUntilAsync(
        RefundDb db,
        string storefront,
        CancellationToken cancellation
    )
    {
        var last = await db.ClosedMonths.Where(x => x.StorefrontId == storefront).MaxAsync(x => x.Month, cancellation);
        return Month.TryParse(last ?? "", out var closed) ? closed.End : null;
    }

    private static Task CommitAsync(
        RefundDb db,
        string storefront,
        Func<Book, Task> work,
        CancellationToken cancellation
    ) =>
        Conflicts.AgainAsync(
            db,
            async () =>
            {
                await work(await Book.TakeAsync(db, storefront, cancellation));
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
}
