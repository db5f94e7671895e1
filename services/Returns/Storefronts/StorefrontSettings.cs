using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Storefronts;

/// <summary>A storefront's settings.</summary>
/// <param name="Name">The name that customers know.</param>
/// <param name="Country">The country that it sells from: two letters of ISO 3166.</param>
/// <param name="TimeZone">The time zone of its days in the IANA list, for example Asia/Shanghai.</param>
/// <param name="Languages">Language tags, for example zh-CN; the first is used for customers whose language is not known.</param>
/// <param name="Currency">The currency that it mostly sells in, ISO 4217.</param>
/// <param name="ReturnAddresses">The addresses for returned parcels; the first is the usual one.</param>
/// <param name="ServiceHours">The hours of its customer service, in its time zone.</param>
/// <param name="Holidays">Days without customer service.</param>
/// <param name="Logo">An https address of an image.</param>
/// <param name="AllowedOrigins">Web pages from which browsers may call, for example https://shop.example.</param>
internal sealed partial record StorefrontSettings(
    string Name,
    string Country,
    string TimeZone,
    [property: MaxLength(StorefrontSettings.MaxLanguages)] IReadOnlyList<string> Languages,
    string Currency,
    [property: MaxLength(StorefrontSettings.MaxAddresses)] IReadOnlyList<ReturnAddress>? ReturnAddresses = null,
    [property: MaxLength(StorefrontSettings.MaxHours)] IReadOnlyList<ServiceHours>? ServiceHours = null,
    [property: MaxLength(StorefrontSettings.MaxHolidays)] IReadOnlyList<DateOnly>? Holidays = null,
    string? Logo = null,
    StorefrontColours? Colours = null,
    [property: MaxLength(StorefrontSettings.MaxOrigins)] IReadOnlyList<string>? AllowedOrigins = null
)
{
    public const int MaxName = 100;
    public const int MaxTimeZone = 64;
    public const int MaxLanguages = 20;
    public const int MaxLanguage = 35;
    private const int MaxAddresses = 50;
    private const int MaxHours = 28;
    private const int MaxHolidays = 400;
    private const int MaxOrigins = 20;

    public Checks Check()
    {
        var checks = new Checks();
        checks.Text(Name, "name", MaxName);
        PostalAddress.CheckCountry(checks, Country, "country");
        checks.That(
            IsTimeZone(TimeZone),
            "timeZone",
            "must be a time zone of the IANA list, for example Asia/Shanghai or Europe/Berlin"
        );
        if (checks.List(Languages, "languages", MaxLanguages, min: 1))
        {
            for (var i = 0; i < Languages.Count; i++)
            {
                checks.LanguageTag(Languages[i], $"languages[{i}]");
            }
            checks.That(
                Languages.Distinct(StringComparer.OrdinalIgnoreCase).Count() == Languages.Count,
                "languages",
                "must name each language once"
            );
        }
        checks.That(Currencies.IsKnown(Currency), "currency", "must be a currency of ISO 4217, for example EUR");
        CheckAddresses(checks);
        CheckHours(checks);
        if (Holidays is not null && checks.List(Holidays, "holidays", MaxHolidays))
        {
            checks.That(Holidays.Distinct().Count() == Holidays.Count, "holidays", "must name each day once");
        }
        CheckPages(checks);
        return checks;
    }

    private void CheckAddresses(Checks checks)
    {
        if (ReturnAddresses is null || !checks.List(ReturnAddresses, "returnAddresses", MaxAddresses))
        {
            return;
        }
        HashSet<string> ids = new(StringComparer.Ordinal);
        for (var i = 0; i < ReturnAddresses.Count; i++)
        {
            var (place, at) = (ReturnAddresses[i], $"returnAddresses[{i}]");
            if (checks.Identifier(place.Id, $"{at}.id", 50))
            {
                checks.That(ids.Add(place.Id), $"{at}.id", $"must be unique, '{place.Id}' is not");
            }
            place.Address.Check(checks, $"{at}.address");
        }
    }

    private void CheckHours(Checks checks)
    {
        if (ServiceHours is null || !checks.List(ServiceHours, "serviceHours", MaxHours))
        {
            return;
        }
        for (var i = 0; i < ServiceHours.Count; i++)
        {
            var (hours, at) = (ServiceHours[i], $"serviceHours[{i}]");
            checks.OneOf(hours.Day, typeof(Weekdays), $"{at}.day");
            checks.That(TimeOfDay().IsMatch(hours.From), $"{at}.from", "must be a time of day, for example 09:00");
            checks.That(
                TimeOfDay().IsMatch(hours.Until) && string.CompareOrdinal(hours.From, hours.Until) < 0,
                $"{at}.until",
                "must be a later time of the same day, for example 18:30; 24:00 is its end"
            );
        }
    }

    private void CheckPages(Checks checks)
    {
        checks.HttpsAddress(Logo, "logo");
        checks.That(IsColour(Colours?.Primary), "colours.primary", ColourShape);
        checks.That(IsColour(Colours?.Background), "colours.background", ColourShape);
        checks.That(IsColour(Colours?.Text), "colours.text", ColourShape);
        if (AllowedOrigins is null || !checks.List(AllowedOrigins, "allowedOrigins", MaxOrigins))
        {
            return;
        }
        for (var i = 0; i < AllowedOrigins.Count; i++)
        {
            checks.That(
                IsOrigin(AllowedOrigins[i]),
                $"allowedOrigins[{i}]",
                "must be https:// with a host, and a port where it is not 443, without a path: for example https://shop.example"
            );
        }
    }

    // .NET also accepts the names of Windows time zones; almost all of these contain spaces.
    private static bool IsTimeZone(string id) =>
        id.Length <= MaxTimeZone
        && IanaName().IsMatch(id)
        && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
        && zone.HasIanaId;

    private static bool IsOrigin(string text) =>
        text.Length <= 255
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && text == $"https://{uri.IdnHost}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";

    private const string ColourShape = "must be a colour of six hexadecimal digits, for example #1A2B3C";

    private static bool IsColour(string? text) => text is null || Colour().IsMatch(text);

    [GeneratedRegex("^#[0-9A-Fa-f]{6}$")]
    private static partial Regex Colour();

    [GeneratedRegex("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
    private static partial Regex TimeOfDay();

    [GeneratedRegex("^(UTC|[A-Z][A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)+)$")]
    private static partial Regex IanaName();
}

/// <summary>An address for returned parcels.</summary>
/// <param name="Id">The storefront's own name for it, for example eu-warehouse.</param>
internal sealed record ReturnAddress(string Id, PostalAddress Address);

/// <summary>Service hours of one day of the week; a day may have several.</summary>
/// <param name="From">For example 09:00.</param>
/// <param name="Until">For example 18:30; 24:00 is the end of the day.</param>
internal sealed record ServiceHours([property: OneOf(typeof(Weekdays))] string Day, string From, string Until);

/// <summary>The colours of its pages, each as six hexadecimal digits, for example #1A2B3C.</summary>
internal sealed record StorefrontColours(string? Primary = null, string? Background = null, string? Text = null);

internal static class Weekdays
{
    public const string Monday = "monday";
    public const string Tuesday = "tuesday";
    public const string Wednesday = "wednesday";
    public const string Thursday = "thursday";
    public const string Friday = "friday";
    public const string Saturday = "saturday";
    public const string Sunday = "sunday";
}
