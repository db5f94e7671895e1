namespace AfterSalesMesh.Refund.Closing;

/// <summary>From when on a storefront's books are open, moved in a commit of its own.</summary>
internal static class Freeze
{
    /// <returns>From when on they were open before.</returns>
    public static async Task<DateTimeOffset?> UntilEndOfAsync(
        RefundDb db,
        string storefront,
        Month month,
        CancellationToken cancellation
    )
    {
        DateTimeOffset? before = null;
        await MoveAsync(
            db,
            storefront,
            book =>
            {
                before = book.OpenFrom;
                return before >= month.End ? before : month.End;
            },
            cancellation
        );
        return before;
    }

    public static Task UndoAsync(
        RefundDb db,
        string storefront,
        DateTimeOffset? openFrom,
        CancellationToken cancellation
    ) => MoveAsync(db, storefront, _ => openFrom, cancellation);

    private static Task MoveAsync(
        RefundDb db,
        string storefront,
        Func<Book, DateTimeOffset?> openFrom,
        CancellationToken cancellation
    ) =>
        Conflicts.AgainAsync(
            db,
            async () =>
            {
                var book = await Book.TakeAsync(db, storefront, cancellation);
                book.OpenFrom = openFrom(book);
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
}
