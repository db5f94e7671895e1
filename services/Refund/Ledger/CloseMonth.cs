using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>
/// Closes a storefront's books up to the end of a month, once they are found to be right. From then on nothing is dated into it: what
/// happened then and is heard of later is booked on the first open day. It commits in
/// steps (freeze, check, close), each safe to repeat: the same call again finishes one that was interrupted.
/// </summary>
internal static class CloseMonth
{
    // A posting of now is committed within minutes, by a clock that may be slightly off.
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);
    private const int Shown = 50;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/books/{month}/close", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .WithSummary(
                "Close the books up to the end of a month (yyyy-MM): balances and open exceptions are in the answer"
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "month_not_over", "books_do_not_balance", "opened_again");

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
        if (now < asked.End + Settled)
        {
            return Conflict("month_not_over", $"{asked} can be closed from {asked.End + Settled:O} on.");
        }
        var freeze = await MonthFreeze.BeginAsync(db, storefront, asked, now, cancellation);
        var trial = await TrialBalance.OfAsync(db, storefront, asked, cancellation);
        if (trial.Flaws.Count > 0)
        {
            await MonthFreeze.UndoAsync(db, storefront, asked, cancellation);
            return Conflict("books_do_not_balance", $"The books are not right: {string.Join("; ", trial.Flaws)}.");
        }
        var open = db
            .Discrepancies.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && x.Status == Discrepancy.Open);
        var count = await open.CountAsync(cancellation);
        var items = await open.OrderBy(x => x.Position).Take(Shown).ToListAsync(cancellation);
        var closed = new ClosedMonth
        {
            StorefrontId = storefront,
            Month = month,
            ClosedAt = now,
            ClosedBy = caller.PersonId,
            Postings = await PostingsInAsync(db, storefront, asked, cancellation),
            OpenExceptions = count,
        };
        var isClosed = await MonthFreeze.CloseAsync(
            db,
            storefront,
            asked,
            freeze,
            time.GetUtcNow(),
            async () => closed = await WriteAsync(db, closed, trial, cancellation),
            cancellation
        );
        return isClosed
            ? TypedResults.Ok(
                new MonthClosing(
                    ClosedMonthItem.Of(closed),
                    trial.Balances,
                    count,
                    items.ConvertAll(DiscrepancyItem.Of)
                )
            )
            : Conflict(
                "opened_again",
                $"{asked} was opened again while it was checked: someone found the books wrong, or the check took too long. Close it again."
            );
    }

    /// <summary>Writes what was closed; where another call has closed it before, that stands.</summary>
    private static async Task<ClosedMonth> WriteAsync(
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

    private static Task<long> PostingsInAsync(
        RefundDb db,
        string storefront,
        Month month,
        CancellationToken cancellation
    )
    {
        var (from, until) = (Month.PositionOf(month.Start), Month.PositionOf(month.End));
        return db.Postings.LongCountAsync(
            x => x.StorefrontId == storefront && x.Position > from && x.Position < until,
            cancellation
        );
    }

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
/// <param name="OpenExceptions">How many exceptions are open: a month close does not wait for them; their resolutions are posted later.</param>
/// <param name="Exceptions">The first of them.</param>
internal sealed record MonthClosing(
    ClosedMonthItem Closed,
    IReadOnlyList<Balance> Balances,
    int OpenExceptions,
    IReadOnlyList<DiscrepancyItem> Exceptions
);
