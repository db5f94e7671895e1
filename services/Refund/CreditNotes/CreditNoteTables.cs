using System.Globalization;
using System.Text;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>The two tables of a credit note's page. A column without any amount is left out.</summary>
internal static class CreditNoteTables
{
    private const string Nothing = "–";

    public static void Lines(
        StringBuilder page,
        CreditNoteResponse note,
        CreditNoteTexts words,
        Func<string?, string> encode
    )
    {
        (string Name, Func<CreditedLine, long> Of)[] columns =
        [
            .. new (string Name, Func<CreditedLine, long> Of)[]
            {
                (words.Price, x => x.Price),
                (words.Discount, x => x.Discount),
                (words.Shipping, x => x.Shipping),
                (words.Fees, x => x.Fees),
                (words.PriceDifference, x => x.PriceDifference ?? 0),
                (words.AddedTax, x => x.Tax),
            }.Where(column => note.Lines.Any(line => column.Of(line) != 0)),
            (words.Amount, x => x.Amount),
        ];
        page.Append("<table>\n");
        Row(page, "thead", "th", [encode(words.Item), encode(words.Quantity), .. columns.Select(x => encode(x.Name))]);
        page.Append("<tbody>\n");
        foreach (var line in note.Lines)
        {
            Cells(
                page,
                "td",
                [Item(line), line.Quantity.ToString(words.Culture), .. columns.Select(x => encode(Number(x.Of(line))))]
            );
        }
        page.Append(CultureInfo.InvariantCulture, $"</tbody>\n<tfoot>\n<tr><td colspan=\"{columns.Length}\">");
        page.Append(
            CultureInfo.InvariantCulture,
            $"{encode(words.Total)}</td><td colspan=\"2\">{encode(Money.Format(note.Amount, note.Currency, words.Culture))}</td></tr>\n"
        );
        page.Append("</tfoot>\n</table>\n");

        string Number(long amount) => Money.Number(amount, note.Currency, words.Culture);

        string Item(CreditedLine line) =>
            line switch
            {
                { LineId: CreditedLines.Rest, Description: null } when note.Lines.Count == 1 => encode(
                    $"{words.Order} {note.OrderNumber}"
                ),
                { LineId: CreditedLines.Rest, Description: null } => encode(words.Rest),
                { Description: null } => encode(line.Sku ?? line.LineId),
                _ => $"{encode(line.Description)}<small>{encode(line.Sku)}</small>",
            };
    }

    public static void Taxes(
        StringBuilder page,
        CreditNoteResponse note,
        CreditNoteTexts words,
        Func<string?, string> encode
    )
    {
        page.Append("<table class=\"taxes\">\n");
        Row(page, "thead", "th", [encode(words.Rate), encode(words.Net), encode(words.Tax), encode(words.Amount)]);
        page.Append("<tbody>\n");
        foreach (var tax in note.Taxes)
        {
            // Where no tax was told, 0.00 would say that there is none.
            var told = tax.Rate is not null || tax.Tax != 0;
            Cells(
                page,
                "td",
                [
                    encode(
                        tax.Rate is { } rate ? $"{(rate / 100m).ToString("0.##", words.Culture)} %" : words.RateNotTold
                    ),
                    told ? Number(tax.Net) : Nothing,
                    told ? Number(tax.Tax) : Nothing,
                    Number(tax.Amount),
                ]
            );
        }
        page.Append("</tbody>\n</table>\n");

        string Number(long amount) => encode(Money.Number(amount, note.Currency, words.Culture));
    }

    private static void Row(StringBuilder page, string part, string cell, IEnumerable<string> cells)
    {
        page.Append(CultureInfo.InvariantCulture, $"<{part}>\n");
        Cells(page, cell, cells);
        page.Append(CultureInfo.InvariantCulture, $"</{part}>\n");
    }

    private static void Cells(StringBuilder page, string cell, IEnumerable<string> cells)
    {
        page.Append("<tr>");
        foreach (var content in cells)
        {
            page.Append(CultureInfo.InvariantCulture, $"<{cell}>{content}</{cell}>");
        }
        page.Append("</tr>\n");
    }
}
