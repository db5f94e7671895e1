using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Storefronts;

/// <summary>Checks of texts that storefronts and orders have in common; all of these texts are optional.</summary>
internal static class TextChecks
{
    public static bool LanguageTag(this Checks checks, string? tag, string where) =>
        checks.That(
            tag is null
                || (
                    tag.Length is >= 2 and <= StorefrontSettings.MaxLanguage
                    && char.IsAsciiLetter(tag[0])
                    && tag.All(x => char.IsAsciiLetterOrDigit(x) || x == '-')
                ),
            where,
            "must be a language tag, for example zh-CN or en"
        );

    public static bool HttpsAddress(this Checks checks, string? address, string where) =>
        checks.That(
            address is null
                || (
                    address.Length <= 2000
                    && !address.Any(x => char.IsWhiteSpace(x) || char.IsControl(x))
                    && Uri.TryCreate(address, UriKind.Absolute, out var uri)
                    && uri is { Scheme: "https", UserInfo: "" }
                ),
            where,
            "must be an https address of 2000 characters at most"
        );

    public static bool Phone(this Checks checks, string? number, string where) =>
        checks.That(
            number is null
                || (
                    number.Length <= 30
                    && number.Count(char.IsAsciiDigit) is >= 3 and <= 20
                    && number.All(x => char.IsAsciiDigit(x) || " +-()./#x".Contains(x))
                ),
            where,
            "must be a telephone number, for example +86 10 1234 5678"
        );
}
