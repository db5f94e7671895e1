using System.Globalization;
using System.Text.RegularExpressions;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>
/// Reads the amounts of one file, as people and banks write them: <c>1,234.56</c>, <c>1.234,56</c>, <c>-12,5</c>, <c>1 234.56</c>. All
/// amounts of a file have the same decimal sign: the configured one, or that of the first unambiguous amount.
/// </summary>
/// <param name="decimalSign"><c>.</c> or <c>,</c>; null: found in the file.</param>
internal sealed partial class AmountReader(char? decimalSign = null)
{
    /// <summary>The largest amount, in minor units: sums of a million such rows fit into 64 bits.</summary>
    public const long MaxAmount = 1_000_000_000_000;

    private const int MaxLength = 32;
    private const string NoAmount = "is not an amount";
    private char? _sign = decimalSign;

    /// <summary>Reads an amount of money.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="decimals">The number of decimals of the currency.</param>
    /// <param name="minor">The amount in minor units.</param>
    /// <returns>The error, as a text to follow the cell; null: none.</returns>
    public string? Read(string text, int decimals, out long minor)
    {
        minor = 0;
        if (ReadDecimal(text, decimals, out var value) is { } flaw)
        {
            return flaw;
        }
        for (var i = 0; i < decimals && Math.Abs(value) <= MaxAmount; i++)
        {
            value *= 10;
        }
        if (!decimal.IsInteger(value) || Math.Abs(value) > MaxAmount)
        {
            return NoAmount;
        }
        minor = (long)value;
        return null;
    }

    /// <summary>Reads a number that need not be money, for example an exchange rate.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="decimals">The maximum number of decimals.</param>
    /// <param name="value">The number.</param>
    /// <returns>The error, as a text to follow the cell; null: none.</returns>
    public string? ReadDecimal(string text, int decimals, out decimal value)
    {
        var number = ThousandsBlanks().Replace(text.Trim(), "").Replace('\u2212', '-');
        var swapped = string.Concat(
            number.Select(x =>
                x switch
                {
                    '.' => ',',
                    ',' => '.',
                    _ => x,
                }
            )
        );
        var isWithPoint = TryParse(number, out var asPoint);
        var isWithComma = TryParse(swapped, out var asComma);
        value = isWithPoint ? asPoint : asComma;
        return !isWithPoint && !isWithComma ? NoAmount
            : isWithPoint != isWithComma ? TakeSign(isWithPoint ? '.' : ',')
            : asPoint == asComma ? null
            : Choose(asPoint, asComma, decimals, out value);
    }

    /// <summary>Chooses between the two readings of a number such as <c>1.234</c>.</summary>
    private string? Choose(decimal asPoint, decimal asComma, int decimals, out decimal value)
    {
        value = _sign == ',' ? asComma : asPoint;
        if (_sign is not null)
        {
            return null;
        }
        if (decimals == 0 && decimal.IsInteger(asPoint) != decimal.IsInteger(asComma))
        {
            value = decimal.IsInteger(asPoint) ? asPoint : asComma;
            return TakeSign(decimal.IsInteger(asPoint) ? '.' : ',');
        }
        return "is ambiguous: set Decimal in the format of this provider (Refund:Settlements:{provider})";
    }

    private string? TakeSign(char sign)
    {
        if (_sign is { } before && before != sign)
        {
            return $"has the decimal sign '{sign}', but the file's other amounts have '{before}'";
        }
        _sign = sign;
        return null;
    }

    private static bool TryParse(string number, out decimal value)
    {
        value = 0;
        return number.Length <= MaxLength
            && NumberWithPoint().IsMatch(number)
            && decimal.TryParse(
                number,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands,
                CultureInfo.InvariantCulture,
                out value
            );
    }

    [GeneratedRegex("[ \u00A0\u202F'\u2019]")]
    private static partial Regex ThousandsBlanks();

    [GeneratedRegex(@"^[+-]?([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]*)(\.[0-9]*)?\z")]
    private static partial Regex NumberWithPoint();
}
