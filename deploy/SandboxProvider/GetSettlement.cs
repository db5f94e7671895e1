using System.Globalization;
using System.Text;
using AfterSalesMesh.Contracts.Words;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// <c>GET /v1/settlement.csv</c>: the provider's settlement file. It lists each refund with a fee of one per cent, a reversed one
/// a second time, and the payments by links.
/// </summary>
internal static class GetSettlement
{
    private const string Header = "line,reference,refund,payment,type,gross,fee,net,currency,settled_currency,rate,at";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/settlement.csv", (SandboxDb db) => Results.Stream(body => WriteAsync(db, body), "text/csv"));

    private static async Task WriteAsync(SandboxDb db, Stream body)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await text.WriteAsync($"{Header}\r\n");
        // Ids are ordered by time.
        await foreach (var refund in db.Refunds.AsNoTracking().OrderBy(x => x.Id).AsAsyncEnumerable())
        {
            var fee = refund.Amount / 100;
            await text.WriteAsync(Row(refund, "", "refund", fee, refund.Amount + fee));
            if (refund.Status == SandboxRefund.Failed)
            {
                await text.WriteAsync(Row(refund, "-back", "refund_reversal", 0, -refund.Amount));
            }
        }
        var paid = db.Links.AsNoTracking().Where(x => x.Status == SandboxLink.Paid).OrderBy(x => x.Payment);
        await foreach (var link in paid.AsAsyncEnumerable())
        {
            var (name, fee) = ($"sb-{link.Payment}", link.Amount / 100);
            string[] cells = [name, link.Id, "", link.Payment!, "payment"];
            await text.WriteAsync(
                Row(cells, link.Amount, fee, fee - link.Amount, link.Currency, link.PaidAt!.Value.UtcDateTime)
            );
        }
    }

    private static string Row(SandboxRefund refund, string suffix, string type, long fee, long net) =>
        Row(
            [$"sb-{refund.Id}{suffix}", Cell(refund.Reference), refund.Id, Cell(refund.Payment), type],
            refund.Amount,
            fee,
            net,
            refund.Currency,
            refund.CreatedAt.UtcDateTime
        );

    private static string Row(string[] cells, long gross, long fee, long net, string currency, DateTime at)
    {
        var amounts = new[] { gross, fee, net }.Select(x => Money.Plain(x, currency));
        var time = at.ToString("O", CultureInfo.InvariantCulture);
        return string.Join(',', [.. cells, .. amounts, currency, currency, "", time]) + "\r\n";
    }

    private static string Cell(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
