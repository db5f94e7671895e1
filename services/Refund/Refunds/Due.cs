using System.Globalization;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Refunds that are on their way and were promised by a time.</summary>
internal static class Due
{
    /// <summary>How long before its time a refund is said to be due soon.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromHours(24);

    // What has failed waits for a person with its return: parked there, with its reason.
    private static readonly string[] Open = [RefundStatus.Planned, RefundStatus.Submitted, RefundStatus.Unknown];

    /// <summary>Those whose time is over by then.</summary>
    public static IQueryable<Refund> DueBy(this IQueryable<Refund> refunds, DateTimeOffset then) =>
        refunds.Where(x => Open.Contains(x.Status) && x.PromisedBy < then);
}

/// <summary>A place in the list of what is due: the earliest promise first, then by age.</summary>
internal sealed record DueCursor(DateTimeOffset PromisedBy, Guid Position)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{PromisedBy.UtcTicks}-{Position}");

    public static bool TryParse(string? text, out DueCursor? cursor)
    {
        cursor = null;
        if (text is null)
        {
            return true;
        }
        if (
            text.Split('-', 2) is not [var ticks, var id]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParse(id, out var position)
        )
        {
            return false;
        }
        cursor = new DueCursor(new DateTimeOffset(at, TimeSpan.Zero), position);
        return true;
    }
}
