using System.Globalization;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>
/// Reads the amounts of one file, as people and banks write them: <c>1,234.56</c>, <c>1.234,56</c>, <c>-12,5</c>, <c>1 234.56</c>. All
/// amounts of a file have the same decimal sign: the configured one, or the one that the first unambiguous amount shows.
/// </summary>
/// <param name="decimalSign"><c>.</c> or <c>,</c>; null: the file shows it.</param>
internal sealed class AmountReader(char? decimalSign = null)
{
    /// <summary>The largest amount that a file may have, in minor units: sums of a million such rows fit into 64 bits.</summary>
    public const long Most = 1_000_000_000_000;

    private const int MaxLength = 32;
    private char? _sign = decimalSign;

    /// <summary>Reads an amount of money.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="decimals">How many decimals the currency has.</param>
    /// <param name="minor">The amount in minor units.</param>
    /// <returns>What is wrong, to be read behind the cell; null: nothing.</returns>
    public string? Read(string text, int decimals, out long minor)
    {
        minor = 0;
        if (ReadDecimal(text, decimals, out var value) is { } flaw)
        {
            return flaw;
        }
        var scaled = Scale(value, decimals);
        if (!IsWhole(scaled) || Math.Abs(scaled) > Most)
        {
            return "is not an amount";
        }
        minor = (long)scaled;
        return null;
    }

    /// <summary>Reads a number that need not be money, for example an exchange rate.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="decimals">How many decimals it may have.</param>
    /// <param name="value">The number.</param>
    /// <returns>What is wrong, to be read behind the cell; null: nothing.</returns>
    public string? ReadDecimal(string text, int decimals, out decimal value)
    {
        Span<char> buffer = stackalloc char[MaxLength];
        var length = Compact(text, buffer);
        ReadOnlySpan<char> number = buffer[..Math.Max(length, 0)];
        var isWithPoint = TryParse(number, '.', out var asPoint);
        var isWithComma = TryParse(number, ',', out var asComma);
        value = isWithPoint ? asPoint : asComma;
        if (!isWithPoint && !isWithComma)
        {
            return "is not an amount";
        }
        if (isWithPoint && isWithComma && asPoint != asComma)
        {
            return Choose(asPoint, asComma, decimals, out value);
        }
        return isWithPoint && isWithComma ? null : Show(isWithPoint ? '.' : ',');
    }

    /// <summary>Reads <c>1.234</c>, which could be either.</summary>
    private string? Choose(decimal asPoint, decimal asComma, int decimals, out decimal value)
    {
        value = _sign == ',' ? asComma : asPoint;
        if (_sign is not null)
        {
            return null;
        }
        if (decimals == 0 && IsWhole(asPoint) != IsWhole(asComma))
        {
            value = IsWhole(asPoint) ? asPoint : asComma;
            return Show(IsWhole(asPoint) ? '.' : ',');
        }
        return "can be read in two ways: set Decimal in the format of this provider (Refund:Settlements:{provider})";
    }

    private string? Show(char sign)
    {
        if (_sign is { } before && before != sign)
        {
            return $"has '{sign}' as its decimal sign, and the amounts of this file have '{before}'";
        }
        _sign = sign;
        return null;
    }

    /// <summary>Without blanks and apostrophes, which only ever separate thousands; -1: it is too long to be a number.</summary>
    private static int Compact(string text, Span<char> number)
    {
        var length = 0;
        foreach (var x in text.AsSpan().Trim())
        {
            if (x is ' ' or '\u00A0' or '\u202F' or '\'' or '\u2019')
            {
                continue;
            }
            if (length == number.Length)
            {
                return -1;
            }
            number[length++] = x == '\u2212' ? '-' : x;
        }
        return length;
    }

    private static bool TryParse(ReadOnlySpan<char> number, char decimalSign, out decimal value)
    {
        value = 0;
        Span<char> plain = stackalloc char[number.Length];
        for (var i = 0; i < number.Length; i++)
        {
            plain[i] =
                number[i] == decimalSign ? '.'
                : number[i] is '.' or ',' ? ','
                : number[i];
        }
        return HasThousandsInThrees(plain)
            && decimal.TryParse(
                plain,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands,
                CultureInfo.InvariantCulture,
                out value
            );
    }

    private static bool IsWhole(decimal value) => value == decimal.Truncate(value);

    private static decimal Scale(decimal value, int decimals)
    {
        for (var i = 0; i < decimals && Math.Abs(value) <= Most; i++)
        {
            value *= 10;
        }
        return value;
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
        var head = whole[..first].TrimStart("+-");
        if (head.Length is 0 or > 3 || head[0] == '0')
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
