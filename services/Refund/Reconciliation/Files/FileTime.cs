using System.Globalization;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>Reads times of a settlement file. Those without an offset need the format's time zone.</summary>
internal static class FileTime
{
    public static bool TryParse(string text, SettlementFormat format, out DateTimeOffset at)
    {
        at = default;
        var culture = CultureInfo.InvariantCulture;
        var isTime = format.Time is null
            // Accepted only with the year first, because day and month could be confused.
            ? DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out var time)
                && text.Length >= 10
                && text[4] == '-'
            : DateTime.TryParseExact(text, format.Time, culture, DateTimeStyles.RoundtripKind, out time);
        if (!isTime || time.Year is < 2000 or > 2200)
        {
            return false;
        }
        if (time.Kind != DateTimeKind.Unspecified)
        {
            // Parsed again, because DateTime has converted the offset to this server's zone.
            return format.Time is null
                ? DateTimeOffset.TryParse(text, culture, DateTimeStyles.AdjustToUniversal, out at)
                : DateTimeOffset.TryParseExact(text, format.Time, culture, DateTimeStyles.AdjustToUniversal, out at);
        }
        if (format.Zone is null)
        {
            return false;
        }
        var zone = TimeZoneInfo.FindSystemTimeZoneById(format.Zone);
        at = new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
        return true;
    }
}
