using System.Text;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Csv;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary><c>GET /v1/payouts/to-pay.csv</c>: the transfers to make, as a file for the bank, with bank accounts in full.</summary>
internal static class ExportPayouts
{
    private const int PageSize = 1000;
    private const string Header = "payout,order,amount,currency,holder,iban,account_number,bank_code,refund\r\n";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/payouts/to-pay.csv", Handle)
            .RequireRoles(Roles.Finance)
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .WithSummary(
                "Export all transfers to make as CSV with full bank accounts, safe to open in a spreadsheet. A transfer stays in the file until it is confirmed: confirm the transfers of one file before you export the next"
            )
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static Results<PushStreamHttpResult, ProblemHttpResult> Handle(
        HttpResponse response,
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
        response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(
            body => WriteAsync(db, storefront, body, cancellation),
            "text/csv; charset=utf-8",
            "payouts-to-pay.csv"
        );
    }

    private static async Task WriteAsync(RefundDb db, string storefront, Stream body, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(body, CsvText.Encoding, 64 * 1024);
        await text.WriteAsync(Header);
        var from = Guid.Empty;
        for (var count = PageSize; count == PageSize; )
        {
            var page = await db
                .Payouts.AsNoTracking()
                .Where(x => x.Status == Payout.ToPay && x.Position > from && x.StorefrontId == storefront)
                .OrderBy(x => x.Position)
                .Take(PageSize)
                .ToListAsync(cancellation);
            var accounts = await db.AccountsOfAsync(page, cancellation);
            var overCap = await OverCapAsync(db, page, cancellation);
            foreach (var payout in page.Where(x => !overCap.Contains(x.Id)))
            {
                await text.WriteAsync(Row(payout, accounts.GetValueOrDefault(payout.RefundId)));
            }
            (count, from) = (page.Count, page.Count > 0 ? page[^1].Position : from);
        }
    }

    /// <summary>The transfers whose payment has gone over its cap: a person must resolve its exception first.</summary>
    private static async Task<HashSet<Guid>> OverCapAsync(
        RefundDb db,
        List<Payout> payouts,
        CancellationToken cancellation
    )
    {
        var ids = payouts.ConvertAll(x => x.Id);
        var payments = await db
            .RefundParts.AsNoTracking()
            .Where(x => ids.Contains(x.Id))
            .Join(
                db.Payments.AsNoTracking(),
                part => new { part.StorefrontId, Reference = part.PaymentReference },
                payment => new { payment.StorefrontId, payment.Reference },
                (part, payment) => new { part.Id, Payment = payment }
            )
            .ToListAsync(cancellation);
        return [.. payments.Where(x => x.Payment.OverCap > 0).Select(x => x.Id)];
    }

    private static string Row(Payout payout, BankAccount? account) =>
        string.Join(
            ',',
            payout.Id,
            CsvText.Cell(payout.OrderNumber),
            Money.Plain(payout.Amount, payout.Currency),
            payout.Currency,
            CsvText.Cell(account?.Holder),
            CsvText.Cell(account?.Iban),
            CsvText.Cell(account?.AccountNumber),
            CsvText.Cell(account?.BankCode),
            payout.RefundId
        ) + "\r\n";
}
