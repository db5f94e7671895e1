using System.Globalization;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>A calendar month, UTC.</summary>
/// <param name="Start">Its first moment; <see cref="End"/> is the next one's.</param>
internal readonly record struct Month(DateTimeOffset Start)
{
    public DateTimeOffset End => Start.AddMonths(1);

    public static bool TryParse(string text, out Month month)
    {
        var isMonth = DateTimeOffset.TryParseExact(
            text,
            "yyyy-MM",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var start
        );
        month = new Month(start);
        return isMonth && start.Year is >= 2000 and < 9999;
    }

    /// <summary>Before every position that a posting of that moment or later can have, and behind all earlier ones.</summary>
    public static Guid PositionOf(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (8 * (5 - i)));
        }
        return new Guid(bytes, bigEndian: true);
    }

    public override string ToString() => Start.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
