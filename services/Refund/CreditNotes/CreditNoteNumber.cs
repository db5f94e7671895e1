using System.Globalization;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>A credit note's number: <c>CN-{storefront}-000042</c>.</summary>
internal static class CreditNoteNumber
{
    private const string Prefix = "CN-";

    public static string Of(string storefront, long serial) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{storefront}-{serial:D6}");

    /// <summary>Accepts only the form that <see cref="Of"/> writes, so that a note has a single address.</summary>
    public static bool TryParse(string text, out string storefront, out long serial)
    {
        var end = text.LastIndexOf('-');
        (storefront, serial) = ("", 0);
        if (
            end <= Prefix.Length
            || !long.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out serial)
        )
        {
            return false;
        }
        storefront = text[Prefix.Length..end];
        return Of(storefront, serial) == text;
    }
}
