using System.Globalization;

namespace AfterSalesMesh.Returns.Reviews;

/// <summary>A position in the list of reviews: by deadline, then by id.</summary>
internal sealed record ReviewCursor(DateTimeOffset DueAt, Guid Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{DueAt.UtcTicks}-{Id:N}");

    /// <param name="cursor">The position; null: the beginning of the list.</param>
    /// <returns>False when the text is not a cursor.</returns>
    public static bool TryParse(string? text, out ReviewCursor? cursor)
    {
        cursor = null;
        if (text is null)
        {
            return true;
        }
        if (
            text.Split('-') is not [var ticks, var id]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParseExact(id, "N", out var review)
        )
        {
            return false;
        }
        cursor = new(new DateTimeOffset(at, TimeSpan.Zero), review);
        return true;
    }
}
