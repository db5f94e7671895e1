using System.Globalization;
using System.Text;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Csv;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Books;

/// <summary>Exports a month's postings for the merchant's own books, one row for each line.</summary>
internal static class ExportPostings
{
    private const int PageSize = 1000;
    private const string Header =
        "at,posting,what,account,currency,amount,order,return,refund,part,settlement_row,trace\r\n";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/books/{month}/postings.csv", Handle)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .WithSummary("Export a month's postings as CSV, safe to open in a spreadsheet; debits are positive")
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static Results<PushStreamHttpResult, ProblemHttpResult> Handle(
        string month,
        RefundDb db,
        Caller caller,
        string? storefrontId,
        CancellationToken cancellation
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        return Month.TryParse(month, out var asked)
            ? TypedResults.Stream(
                body => WriteAsync(db, storefront, asked, body, cancellation),
                "text/csv; charset=utf-8",
                $"postings-{asked}.csv"
            )
            : CloseMonth.NoMonth(month);
    }

    private static async Task WriteAsync(
        RefundDb db,
        string storefront,
        Month month,
        Stream body,
        CancellationToken cancellation
    )
    {
        await using var text = new StreamWriter(body, CsvText.Encoding, 64 * 1024);
        await text.WriteAsync(Header);
        var (from, until) = (Month.PositionOf(month.Start), Month.PositionOf(month.End));
        // Read page by page, so that a slow client does not hold a database connection for an hour.
        for (var count = PageSize; count == PageSize; )
        {
            var page = await db
                .Postings.AsNoTracking()
                .Where(x => x.Position > from && x.Position < until && x.StorefrontId == storefront)
                .OrderBy(x => x.Position)
                .Take(PageSize)
                .Include(x => x.Lines)
                .ToListAsync(cancellation);
            var refunds = page.Select(x => x.RefundId).OfType<Guid>().Distinct().ToList();
            var orders = await db
                .Refunds.AsNoTracking()
                .Where(x => refunds.Contains(x.Id))
                .ToDictionaryAsync(x => x.Id, x => x.OrderNumber, cancellation);
            foreach (var posting in page)
            {
                var order = posting.RefundId is { } refund ? orders.GetValueOrDefault(refund) : null;
                foreach (var line in posting.Lines.OrderBy(x => x.Number))
                {
                    await text.WriteAsync(Row(posting, line, order));
                }
            }
            (count, from) = (page.Count, page.Count > 0 ? page[^1].Position : from);
        }
    }

    private static string Row(Posting posting, PostingLine line, string? order) =>
        string.Join(
            ',',
            posting.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            posting.Id,
            CsvText.Cell(posting.What),
            CsvText.Cell(line.Account),
            line.Currency,
            Money.Plain(line.Amount, line.Currency),
            CsvText.Cell(order),
            posting.ReturnId,
            posting.RefundId,
            posting.PartId,
            posting.SettlementRowId,
            CsvText.Cell(posting.TraceId)
        ) + "\r\n";
}
