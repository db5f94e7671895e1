using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using AfterSalesMesh.ServiceDefaults;
using Fluid;
using Microsoft.Net.Http.Headers;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// A credit note as a page to print: the Liquid template <c>CreditNote.liquid</c> with the texts of one language. The page has
/// no scripts or external resources, which its content security policy enforces.
/// </summary>
internal static class CreditNotePage
{
    private const string English = "en";
    private const string Nothing = "–";

    private static readonly string Source = Resource("CreditNote.liquid");
    private static readonly IFluidTemplate Template = new FluidParser().Parse(Source);
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly TemplateOptions Options = new()
    {
        MemberAccessStrategy = new UnsafeMemberAccessStrategy { MemberNameStrategy = MemberNameStrategies.CamelCase },
    };

    /// <summary>The texts by language and name.</summary>
    internal static readonly Dictionary<string, Dictionary<string, string>> Texts = JsonSerializer.Deserialize<
        Dictionary<string, Dictionary<string, string>>
    >(Resource("CreditNoteTexts.json"))!;

    /// <summary>The content security policy, which allows the page's own style and nothing else.</summary>
    public static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string Style => Source.Split("<style>")[1].Split("</style>")[0];

    /// <summary>The language that the reader prefers; English if they accept neither.</summary>
    public static string LanguageOf(IEnumerable<StringWithQualityHeaderValue> accepted) =>
        accepted
            .Where(x => x.Quality != 0)
            .OrderByDescending(x => x.Quality ?? 1)
            .Select(x => LanguageLookup.Find(x.Value.Value, Texts.Keys))
            .FirstOrDefault(x => x is not null)
        ?? English;

    public static string Write(CreditNoteResponse note, string language)
    {
        var (texts, culture) = (Texts[language], CultureOf(language));
        (string Name, Func<CreditedLine, long> Of)[] columns =
        [
            .. new (string Name, Func<CreditedLine, long> Of)[]
            {
                (texts["price"], x => x.Price),
                (texts["discount"], x => x.Discount),
                (texts["shipping"], x => x.Shipping),
                (texts["fees"], x => x.Fees),
                (texts["priceDifference"], x => x.PriceDifference ?? 0),
                (texts["addedTax"], x => x.Tax),
            }.Where(column => note.Lines.Any(line => column.Of(line) != 0)),
            (texts["amount"], x => x.Amount),
        ];
        var page = new
        {
            note,
            texts,
            language,
            isCancellation = note.Kind == CreditNoteResponse.Cancellation,
            issuedAt = Day(note.IssuedAt),
            paidAt = Day(note.PaidAt),
            partial = note.PaidSoFar < note.RefundAmount
                ? string.Format(
                    culture,
                    texts["partial"],
                    WithCurrency(note.PaidSoFar),
                    WithCurrency(note.RefundAmount)
                )
                : null,
            columns = columns.Select(x => x.Name).ToList(),
            lines = note.Lines.Select(line => new
            {
                item = ItemOf(line, note, texts),
                sku = line.Description is null ? null : line.Sku,
                quantity = line.Quantity.ToString(culture),
                amounts = columns.Select(x => Number(x.Of(line))).ToList(),
            }),
            total = WithCurrency(note.Amount),
            taxes = note.Taxes.Select(tax => new
            {
                rate = tax.Rate is { } rate ? $"{(rate / 100m).ToString("0.##", culture)} %" : texts["rateNotTold"],
                net = IsKnown(tax) ? Number(tax.Net) : Nothing,
                tax = IsKnown(tax) ? Number(tax.Tax) : Nothing,
                amount = Number(tax.Amount),
            }),
            closing = string.Format(culture, texts["closing"], note.Currency),
        };
        return Template.Render(new TemplateContext(page, Options), Html);

        string Day(DateTimeOffset at) => at.UtcDateTime.ToString(texts["dateFormat"], culture);
        string Number(long amount) => Money.Number(amount, note.Currency, culture);
        string WithCurrency(long amount) => Money.Format(amount, note.Currency, culture);
    }

    // An unknown tax must not show as 0.00.
    private static bool IsKnown(TaxOfRate tax) => tax.Rate is not null || tax.Tax != 0;

    private static string ItemOf(CreditedLine line, CreditNoteResponse note, Dictionary<string, string> texts) =>
        line switch
        {
            { Description: { } description } => description,
            { LineId: CreditedLines.Rest } when note.Lines.Count == 1 => $"{texts["order"]} {note.OrderNumber}",
            { LineId: CreditedLines.Rest } => texts["rest"],
            _ => line.Sku ?? line.LineId,
        };

    private static CultureInfo CultureOf(string language)
    {
        try
        {
            return CultureInfo.GetCultureInfo(language);
        }
        catch (CultureNotFoundException)
        {
            // On a host without cultures the invariant one is used: it has the same numbers and English months.
            return CultureInfo.InvariantCulture;
        }
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
