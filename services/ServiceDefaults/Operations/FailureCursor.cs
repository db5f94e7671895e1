using System.Globalization;

namespace AfterSalesMesh.ServiceDefaults.Operations;

/// <summary>
/// A position in the merged list of all services' failures, sorted by last failure (newest first), service and id. Each service
/// continues after it.
/// </summary>
public sealed record FailureCursor(DateTimeOffset LastAt, string Service, Guid Id)
{
    public static string Of(FailureItem item) =>
        string.Create(CultureInfo.InvariantCulture, $"{item.LastAt.UtcTicks}-{item.Id}");

    public static bool TryParse(string? text, out FailureCursor? cursor)
    {
        cursor = null;
        if (text is null)
        {
            return true;
        }
        if (
            text.Split('-', 3) is not [var ticks, var service, var id]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParse(id, out var failure)
        )
        {
            return false;
        }
        cursor = new FailureCursor(new DateTimeOffset(at, TimeSpan.Zero), service, failure);
        return true;
    }
}
