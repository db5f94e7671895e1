using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// A credit note as a page to print, without scripts or external resources; its content security policy enforces that.
/// </summary>
internal static class CreditNotePage
{
    private const string Style = """
        :root { color: #1c1c1c; background: #f4f4f2; font: 14px/1.45 system-ui, "Noto Sans SC", "Microsoft YaHei", sans-serif; }
        body { margin: 0; }
        main { max-width: 50rem; margin: 2rem auto; padding: 3rem; background: #fff; box-shadow: 0 1px 4px #0002; }
        header { display: flex; justify-content: space-between; gap: 2rem; margin-bottom: 2.5rem; }
        h1 { margin: 0; font-size: 1.7rem; font-weight: 600; text-align: right; }
        address { font-style: normal; white-space: pre-line; overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; margin: 0 0 2rem; }
        dt { color: #666; }
        dd { margin: 0; overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; margin-bottom: 2rem; font-variant-numeric: tabular-nums; }
        th { color: #666; font-weight: 500; text-align: right; white-space: nowrap; border-bottom: 1.5px solid #1c1c1c; }
        th, td { padding: .45rem 0 .45rem 1rem; vertical-align: top; }
        td { text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap; }
        th:first-child, td:first-child { padding-left: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
        tbody td:first-child { min-width: 11rem; }
        .taxes td:first-child { min-width: 0; }
        td small { display: block; color: #666; }
        tfoot td { border: 0; font-weight: 600; font-size: 1.1rem; }
        .taxes { width: 60%; margin-left: auto; }
        .notice { padding: .7rem 1rem; border-left: 3px solid #b45309; background: #fdf6ec; }
        footer { color: #666; }
        tr { break-inside: avoid; }
        @page { size: A4; margin: 18mm; }
        @media print {
          :root { background: #fff; font-size: 10.5pt; }
          main { max-width: none; margin: 0; padding: 0; box-shadow: none; }
          .notice { background: none; }
        }
        """;

    /// <summary>The page's own style and nothing else.</summary>
    public static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Write(CreditNoteResponse note, CreditNoteTexts words)
    {
        var page = new StringBuilder();
        string Money(long amount) => Contracts.Words.Money.Format(amount, note.Currency, words.Culture);
        var cancels = note.Kind == CreditNoteResponse.Cancellation;
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!doctype html>
            <html lang="{words.Locale}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{E(note.Number)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <header><address>{E(note.Issuer)}</address><h1>{E(
                cancels ? words.Cancellation : words.Credit
            )}</h1></header>
            <dl>

            """
        );
        Fact(words.Number, note.Number);
        Fact(words.Date, Day(note.IssuedAt));
        Fact(words.Order, note.OrderNumber);
        if (note.InvoiceNumber is { } invoice)
        {
            Fact(words.Invoice, invoice);
        }
        Fact(cancels ? words.ReversedAt : words.PaidAt, Day(note.PaidAt));
        Fact(words.Refund, note.RefundId.ToString());
        if (note.Others.Count > 0)
        {
            Fact(words.Others, string.Join(", ", note.Others));
        }
        page.Append("</dl>\n");
        if (cancels)
        {
            Paragraph("notice", words.Cancels);
        }
        else if (note.PaidSoFar < note.RefundAmount)
        {
            Paragraph(
                "notice",
                string.Format(words.Culture, words.Partial, Money(note.PaidSoFar), Money(note.RefundAmount))
            );
        }
        CreditNoteTables.Lines(page, note, words, E);
        CreditNoteTables.Taxes(page, note, words, E);
        page.Append(
            CultureInfo.InvariantCulture,
            $"<footer>{E(string.Format(words.Culture, words.Closing, note.Currency))}</footer>\n</main>\n</body>\n</html>\n"
        );
        return page.ToString();

        string Day(DateTimeOffset at) => at.UtcDateTime.ToString(words.DateFormat, words.Culture);

        void Fact(string name, string value) =>
            page.Append(CultureInfo.InvariantCulture, $"<dt>{E(name)}</dt><dd>{E(value)}</dd>\n");

        void Paragraph(string kind, string text) =>
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"{kind}\">{E(text)}</p>\n");
    }

    private static string E(string? text) => Html.Encode(text ?? "");
}
