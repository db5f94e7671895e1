using System.Security.Cryptography;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// The number on the parcel, for example <c>R-7K3M-9QX2-T</c>: eight random characters of Crockford's base 32 (no I, L, O
/// or U, so it survives being read aloud) and a check character (Luhn over 32) that catches a mistyped character and two
/// swapped ones.
/// </summary>
internal static class RmaNumber
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Next()
    {
        var random = RandomNumberGenerator.GetString(Alphabet, 8);
        return $"R-{random[..4]}-{random[4..]}-{Check(random)}";
    }

    /// <summary>Whether the check character fits.</summary>
    public static bool IsValid(string rma) =>
        rma is ['R', '-', _, _, _, _, '-', _, _, _, _, '-', var check]
        && rma[2..6] + rma[7..11] is var digits
        && digits.All(x => Alphabet.Contains(x))
        && Check(digits) == check;

    private static char Check(string digits)
    {
        var sum = 0;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            var value = Alphabet.IndexOf(digits[i]) * ((digits.Length - 1 - i) % 2 == 0 ? 2 : 1);
            sum += value / 32 + value % 32;
        }
        return Alphabet[(32 - sum % 32) % 32];
    }
}
