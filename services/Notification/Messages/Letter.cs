using System.Globalization;
using System.Text.RegularExpressions;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Notification.Storefronts;
using Fluid;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>The text of a message to a customer.</summary>
internal sealed partial record Letter(string Subject, string Body)
{
    private static readonly TemplateOptions Utc = new() { TimeZone = TimeZoneInfo.Utc };

    /// <summary>
    /// Writes it in the customer's language, else in the storefront's first, if there is a template for that, else in English.
    /// </summary>
    /// <param name="storefront">It is named, and days are those of its time zone; null: not known, days are those of UTC.</param>
    public static Letter Write(CustomerMessage message, Storefront? storefront)
    {
        var template = LetterTemplates.Find(message.Step, message.Locale ?? storefront?.Languages[0]);
        var context = new TemplateContext(Utc) { CultureInfo = template.Culture };
        Set("shop", storefront?.Name);
        Set("rma", message.RmaNumber);
        Set("order", message.OrderNumber);
        Set("amount", Format(message.Amount));
        Set("paid_back", Format(message.Amount - (message.StoreCredit ?? 0)));
        Set("store_credit", Format(message.StoreCredit + (message.StoreCreditBonus ?? 0)));
        Set("bonus", Format(message.StoreCreditBonus));
        Set("text", message.Text);
        SetTime("hand_over_by", message.HandOverBy);
        SetTime("until", message.Until);
        return new Letter(template.Subject.Render(context), template.Body.Render(context));

        void SetTime(string name, DateTimeOffset? value)
        {
            if (value is { } time)
            {
                // A template writes times in UTC: this one has the day and hour of the storefront's zone.
                var local = TimeZoneInfo.ConvertTime(time, ZoneOf(storefront)).DateTime;
                context.SetValue(name, new DateTimeOffset(local, TimeSpan.Zero));
            }
        }

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                // Without line breaks, a value can start neither a new line nor a mail header.
                context.SetValue(name, LineBreaks().Replace(value, " "));
            }
        }

        string? Format(long? amount) =>
            amount is > 0 and var some && message.Currency is { } currency
                ? Money.Format(some, currency, template.Culture)
                : null;
    }

    // A host may lack a time zone that Returns knows.
    private static TimeZoneInfo ZoneOf(Storefront? storefront) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(storefront?.TimeZone ?? "UTC", out var zone) ? zone : TimeZoneInfo.Utc;

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex LineBreaks();
}
