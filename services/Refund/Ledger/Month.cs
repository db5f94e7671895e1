using System.Buffers.Binary;
using System.Globalization;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>A calendar month, UTC.</summary>
/// <param name="Start">The first moment of the month; <see cref="End"/> is the first moment of the next month.</param>
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

    /// <summary>The position that separates postings of this time or later from earlier ones.</summary>
    public static Guid PositionOf(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    public override string ToString() => Start.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
