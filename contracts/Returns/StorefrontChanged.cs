namespace AfterSalesMesh.Contracts.Returns;

/// <summary>A storefront's settings were put: a snapshot of those that other services need. Of two, the higher version counts.</summary>
/// <param name="StorefrontId">The storefront.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Name">The name that customers know.</param>
/// <param name="TimeZone">The storefront's time zone in the IANA list, for example <c>Asia/Shanghai</c>.</param>
/// <param name="Languages">BCP 47 tags; the first is used for customers whose language is not known.</param>
public sealed record StorefrontChanged(
    string StorefrontId,
    int Version,
    string Name,
    string TimeZone,
    IReadOnlyList<string> Languages
);
