namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <summary>International bank account numbers, ISO 13616.</summary>
internal static class Iban
{
    /// <summary>As it is written without spaces.</summary>
    public static string Of(string text) => text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Whether its check digits fit: with its first four characters behind the others, and letters as numbers, it is 1 modulo 97.</summary>
    public static bool IsValid(string iban)
    {
        if (
            iban.Length is < 15 or > 34
            || !iban.All(x => char.IsAsciiDigit(x) || char.IsAsciiLetterUpper(x))
            || !iban[..2].All(char.IsAsciiLetterUpper)
            || !iban[2..4].All(char.IsAsciiDigit)
        )
        {
            return false;
        }
        var rest = 0;
        foreach (var character in iban[4..] + iban[..4])
        {
            rest = char.IsAsciiDigit(character)
                ? (rest * 10 + character - '0') % 97
                : (rest * 100 + character - 'A' + 10) % 97;
        }
        // 00, 01 and 99 are congruent with check digits that are given.
        return rest == 1 && iban[2..4] is not ("00" or "01" or "99");
    }
}
