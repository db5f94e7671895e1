using System.Globalization;
using System.Text.RegularExpressions;
using AfterSalesMesh.Contracts.Words;
using Fluid;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>The text of a message to a customer.</summary>
internal sealed partial record Letter(string Subject, string Body)
{
    private static readonly TemplateOptions Utc = new() { TimeZone = TimeZoneInfo.Utc };

    /// <summary>Writes it in the customer's language if there is a template for that, else in English.</summary>
    public static Letter Write(CustomerMessage message)
    {
        var template = LetterTemplates.Find(message.Step, message.Locale);
        var context = new TemplateContext(Utc) { CultureInfo = template.Culture };
        Set("rma", message.RmaNumber);
        Set("order", message.OrderNumber);
        Set("amount", Format(message.Amount));
        Set("paid_back", Format(message.Amount - (message.StoreCredit ?? 0)));
        Set("store_credit", Format(message.StoreCredit));
        if (message.HandOverBy is { } handOverBy)
        {
            context.SetValue("hand_over_by", handOverBy);
        }
        return new Letter(template.Subject.Render(context), template.Body.Render(context));

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

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex LineBreaks();
}
