using System.Security.Cryptography;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// The number on the parcel, for example <c>R-7K3M-9QX2-T</c>: eight random characters of Crockford's base 32 (no I, L, O
/// or U, so that it can be read aloud without errors) and a check character, which detects every single wrong character and every swap of
/// two neighbours: the Damm algorithm with a quasigroup of order 32.
/// </summary>
internal static class RmaNumber
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Next()
    {
        var random = RandomNumberGenerator.GetString(Alphabet, 8);
        return $"R-{random[..4]}-{random[4..]}-{CheckCharacter(random)}";
    }

    /// <summary>
    /// Normalizes the typed beginning of a number: <c>r7k3m9</c> is <c>R-7K3M-9</c>; null: no number
    /// begins like this.
    /// </summary>
    public static string? Complete(string text)
    {
        var typed = text.ToUpperInvariant().Where(x => x is not ('-' or ' ')).ToArray();
        return typed is ['R', .. { Length: <= 9 } rest] && rest.All(x => Alphabet.Contains(x))
            ? string.Join('-', rest.Chunk(4).Select(x => new string(x)).Prepend("R"))
            : null;
    }

    /// <summary>True when the check character fits.</summary>
    public static bool IsValid(string rma) =>
        rma is ['R', '-', _, _, _, _, '-', _, _, _, _, '-', var check]
        && rma[2..6] + rma[7..11] is var digits
        && digits.All(x => Alphabet.Contains(x))
        && CheckCharacter(digits) == check;

    /// <summary>The character after which the interim digit of the whole number is 0.</summary>
    private static char CheckCharacter(string digits)
    {
        var interim = 0;
        foreach (var digit in digits)
        {
            interim = Double(interim) ^ Alphabet.IndexOf(digit);
        }
        return Alphabet[Double(interim)];
    }

    /// <summary>
    /// Multiplies by 2 in the field of 32 elements (modulo x⁵ + x² + 1). The quasigroup is <c>2a + b</c> in that field: as 2 is neither 0 nor 1,
    /// it is totally anti-symmetric, which is what the Damm algorithm needs.
    /// </summary>
    private static int Double(int value) => (value << 1) ^ (value >= 16 ? 0b100101 : 0);
}
