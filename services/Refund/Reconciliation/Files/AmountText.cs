using System.Globalization;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>Amounts as people and banks write them: <c>1,234.56</c>, <c>1.234,56</c>, <c>-12,5</c>, <c>1 234.56</c>.</summary>
internal static class AmountText
{
    /// <summary>No amount in a file is larger; sums of a million such rows fit their type.</summary>
    public const long Most = 1_000_000_000_000;

    /// <param name="text">The cell.</param>
    /// <param name="decimalSign">The file's decimal sign, which decides where a text could be read in two ways.</param>
    /// <param name="decimals">Of the currency.</param>
    /// <param name="minor">The amount in minor units.</param>
    public static bool TryMinor(string text, char decimalSign, int decimals, out long minor)
    {
        minor = 0;
        if (!TryDecimal(text, decimalSign, decimals, out var value))
        {
            return false;
        }
        for (var i = 0; i < decimals; i++)
        {
            value *= 10;
        }
        if (value != decimal.Truncate(value) || Math.Abs(value) > Most)
        {
            return false;
        }
        minor = (long)value;
        return true;
    }

    /// <summary>A number that need not be money, for example a rate.</summary>
    public static bool TryDecimal(string text, char decimalSign, int decimals, out decimal value)
    {
        value = 0;
        Span<char> plain = stackalloc char[32];
        var length = 0;
        foreach (var x in text.AsSpan().Trim())
        {
            // Blanks and apostrophes only ever part thousands.
            if (x is ' ' or '\u00A0' or '\u202F' or '\'' or '\u2019')
            {
                continue;
            }
            if (length == plain.Length)
            {
                return false;
            }
            plain[length++] = x == '\u2212' ? '-' : x;
        }
        var number = plain[..length];
        var sign = DecimalSign(number, decimalSign, decimals);
        for (var i = 0; i < number.Length; i++)
        {
            number[i] =
                number[i] == sign ? '.'
                : number[i] is '.' or ',' ? ','
                : number[i];
        }
        return HasThousandsInThrees(number)
            && decimal.TryParse(
                number,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands,
                CultureInfo.InvariantCulture,
                out value
            );
    }

    private static char DecimalSign(ReadOnlySpan<char> number, char usual, int decimals)
    {
        var other = usual == '.' ? ',' : '.';
        var (at, otherAt) = (number.LastIndexOf(usual), number.LastIndexOf(other));
        if (at >= 0 && otherAt >= 0)
        {
            return at > otherAt ? usual : other;
        }
        // Alone and not before three digits, what usually parts thousands is a decimal sign after all.
        var behind = number.Length - otherAt - 1;
        var isOther = otherAt >= 0 && number.Count(other) == 1 && behind <= Math.Max(decimals, 2) && behind != 3;
        return isOther ? other : usual;
    }

    private static bool HasThousandsInThrees(ReadOnlySpan<char> number)
    {
        var point = number.IndexOf('.');
        var whole = point >= 0 ? number[..point] : number;
        if (point >= 0 && number[(point + 1)..].ContainsAny(',', '.'))
        {
            return false;
        }
        var first = whole.IndexOf(',');
        if (first < 0)
        {
            return true;
        }
        if (whole[..first].TrimStart("+-").Length is 0 or > 3)
        {
            return false;
        }
        for (var rest = whole[first..]; rest.Length > 0; rest = rest[4..])
        {
            if (rest.Length < 4 || rest[0] != ',' || rest[1..4].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
        }
        return true;
    }
}
