using System.Globalization;
using System.Text;
using AfterSalesMesh.Contracts.Words;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// <c>GET /v1/settlement.csv</c>: the provider's settlement file, each refund with one per cent of it as the provider's fee, and
/// once more if it came back; and what was paid by links.
/// </summary>
internal static class GetSettlement
{
    private const string Header = "line,reference,refund,payment,type,gross,fee,net,currency,settled_currency,rate,at";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(
            "/v1/settlement.csv",
            (SandboxDb db, LinksDb links) => Results.Stream(body => WriteAsync(db, links, body), "text/csv")
        );

    private static async Task WriteAsync(SandboxDb db, LinksDb links, Stream body)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await text.WriteAsync($"{Header}\r\n");
        // Their ids are in the order of time.
        await foreach (var refund in db.Refunds.AsNoTracking().OrderBy(x => x.Id).AsAsyncEnumerable())
        {
            var fee = refund.Amount / 100;
            await text.WriteAsync(Row(refund, $"sb-{refund.Id}", "refund", fee, refund.Amount + fee));
            if (refund.Status == SandboxRefund.Failed)
            {
                await text.WriteAsync(Row(refund, $"sb-{refund.Id}-back", "refund_failure", 0, -refund.Amount));
            }
        }
        var paid = links.Links.AsNoTracking().Where(x => x.Status == SandboxLink.Paid).OrderBy(x => x.Payment);
        await foreach (var link in paid.AsAsyncEnumerable())
        {
            await text.WriteAsync(Row(link));
        }
    }

    private static string Row(SandboxLink it)
    {
        var fee = it.Amount / 100;
        return string.Join(
                ',',
                $"sb-{it.Payment}",
                it.Id,
                "",
                it.Payment,
                "payment",
                Money.Plain(it.Amount, it.Currency),
                Money.Plain(fee, it.Currency),
                Money.Plain(fee - it.Amount, it.Currency),
                it.Currency,
                it.Currency,
                "",
                TimeOf(it.Payment!).ToString("O", CultureInfo.InvariantCulture)
            ) + "\r\n";
    }

    /// <summary>A payment's name ends with an id that begins with its time.</summary>
    private static DateTime TimeOf(string payment)
    {
        var id = payment[(payment.IndexOf('_') + 1)..];
        return DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(id[..12], 16)).UtcDateTime;
    }

    private static string Row(SandboxRefund it, string line, string type, long fee, long net) =>
        string.Join(
            ',',
            line,
            Cell(it.Reference),
            it.Id,
            Cell(it.Payment),
            type,
            Money.Plain(it.Amount, it.Currency),
            Money.Plain(fee, it.Currency),
            Money.Plain(net, it.Currency),
            it.Currency,
            it.Currency,
            "",
            it.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
        ) + "\r\n";

    private static string Cell(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
