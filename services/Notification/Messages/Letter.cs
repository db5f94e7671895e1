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
    /// Writes the letter in the customer's language; if that is not known, in the storefront's first language; if there is no template in that language, in English.
    /// </summary>
    /// <param name="storefront">Signs the letter, and dates are in its time zone; null: not known, dates are in UTC.</param>
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
        SetTime("appealed_at", message.AppealedAt);
        return new Letter(template.Subject.Render(context), template.Body.Render(context));

        void SetTime(string name, DateTimeOffset? value)
        {
            if (value is { } time)
            {
                // A template writes times in UTC: the storefront's local time is passed as if it were UTC.
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

    // This host may lack a time zone that Returns' host has.
    private static TimeZoneInfo ZoneOf(Storefront? storefront) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(storefront?.TimeZone ?? "UTC", out var zone) ? zone : TimeZoneInfo.Utc;

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex LineBreaks();
}
