using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Books;

/// <summary>
/// Closes a storefront's ledger up to the end of a month, if it balances. After that no posting is dated into that month: an event of that month that
/// is reported later is posted on the first open day. The month is frozen, checked and closed in separate commits; repeating the call
/// finishes an interrupted close.
/// </summary>
internal static class CloseMonth
{
    // Current postings are committed within minutes, by replicas whose clocks may differ.
    private static readonly TimeSpan CommitDelay = TimeSpan.FromHours(1);
    private const int MaxShown = 50;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/books/{month}/close", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WritesInSteps<RefundDb>(keyRequired: true)
            .WithSummary(
                "Close the ledger up to the end of a month (yyyy-MM); the answer has the balances and open exceptions"
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "month_not_over", "ledger_does_not_balance", "freeze_ended");

    private static async Task<Results<Ok<MonthClosing>, ProblemHttpResult>> HandleAsync(
        string month,
        RefundDb db,
        Caller caller,
        TimeProvider time,
        string? storefrontId,
        CancellationToken cancellation
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        if (!Month.TryParse(month, out var asked))
        {
            return NoMonth(month);
        }
        var now = time.GetUtcNow();
        if (now < asked.End + CommitDelay)
        {
            return Conflict("month_not_over", $"{asked} can be closed from {asked.End + CommitDelay:u} on.");
        }
        Guid freeze = default;
        await ChangeBookAsync(db, storefront, book => freeze = book.Freeze(asked, now), cancellation);
        var trial = await TrialBalance.OfAsync(db, storefront, asked, cancellation);
        if (trial.Flaws.Count > 0)
        {
            await ChangeBookAsync(db, storefront, book => book.Unfreeze(asked), cancellation);
            return Conflict(
                "ledger_does_not_balance",
                $"The ledger does not balance: {string.Join("; ", trial.Flaws)}."
            );
        }
        return await CloseAsync(db, storefront, asked, freeze, trial, caller, time, cancellation) is { } closing
            ? TypedResults.Ok(closing)
            : Conflict(
                "freeze_ended",
                $"{asked} was not closed: its check took more than 15 minutes, or another check at the same time failed. Repeat the call."
            );
    }

    /// <summary>Closes a checked month; null: its freeze has ended meanwhile.</summary>
    private static async Task<MonthClosing?> CloseAsync(
        RefundDb db,
        string storefront,
        Month month,
        Guid freeze,
        TrialBalance trial,
        Caller caller,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var open = db
            .Discrepancies.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && x.Status == Discrepancy.Open);
        var count = await open.CountAsync(cancellation);
        var items = await open.OrderBy(x => x.Position).Take(MaxShown).ToListAsync(cancellation);
        var (from, until) = (Month.PositionOf(month.Start), Month.PositionOf(month.End));
        var closed = new ClosedMonth
        {
            StorefrontId = storefront,
            Month = month.ToString(),
            ClosedAt = time.GetUtcNow(),
            ClosedBy = caller.PersonId,
            ClosedByName = caller.PersonName,
            Postings = await db.Postings.LongCountAsync(
                x => x.StorefrontId == storefront && x.Position > from && x.Position < until,
                cancellation
            ),
            OpenExceptions = count,
        };
        var isClosed = false;
        await ConflictRetry.RunAsync(
            db,
            async () =>
            {
                var book = await Book.TakeAsync(db, storefront, cancellation);
                isClosed = book.TryClose(month, freeze, time.GetUtcNow());
                closed = isClosed ? await StoreAsync(db, closed, trial, cancellation) : closed;
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
        return isClosed
            ? new MonthClosing(
                ClosedMonthItem.Of(closed),
                trial.Balances,
                count,
                items.ConvertAll(x => DiscrepancyItem.Of(x, ETag.Of(x.Version)))
            )
            : null;
    }

    /// <summary>Adds the closed month and its balances, unless another call has closed it before.</summary>
    private static async Task<ClosedMonth> StoreAsync(
        RefundDb db,
        ClosedMonth closed,
        TrialBalance trial,
        CancellationToken cancellation
    )
    {
        var before = await db.ClosedMonths.FirstOrDefaultAsync(
            x => x.StorefrontId == closed.StorefrontId && x.Month == closed.Month,
            cancellation
        );
        if (before is null)
        {
            db.ClosedMonths.Add(closed);
            db.ClosedBalances.AddRange(
                trial.Balances.Select(x => ClosedBalance.Of(x, closed.StorefrontId, closed.Month))
            );
        }
        return before ?? closed;
    }

    private static Task ChangeBookAsync(
        RefundDb db,
        string storefront,
        Action<Book> change,
        CancellationToken cancellation
    ) =>
        ConflictRetry.RunAsync(
            db,
            async () =>
            {
                change(await Book.TakeAsync(db, storefront, cancellation));
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );

    internal static ProblemHttpResult NoMonth(string month) =>
        Problem.Of(
            StatusCodes.Status400BadRequest,
            "invalid_request",
            $"'{month}' is not a month: it must be like 2026-10",
            new Dictionary<string, string[]> { ["month"] = ["must be like 2026-10"] }
        );

    private static ProblemHttpResult Conflict(string word, string detail) =>
        Problem.Of(StatusCodes.Status409Conflict, word, detail);
}

/// <param name="Closed">The month.</param>
/// <param name="Balances">The accounts' balances at the end of the month.</param>
/// <param name="OpenExceptions">The number of open exceptions: they do not prevent the close, and are posted later.</param>
/// <param name="Exceptions">The first open exceptions.</param>
internal sealed record MonthClosing(
    ClosedMonthItem Closed,
    IReadOnlyList<Balance> Balances,
    int OpenExceptions,
    IReadOnlyList<DiscrepancyItem> Exceptions
);
