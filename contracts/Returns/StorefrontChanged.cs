namespace AfterSalesMesh.Contracts.Returns;

/// <summary>A storefront's settings were put: a snapshot of what others need of them. Of two, the higher version counts.</summary>
/// <param name="StorefrontId">The storefront.</param>
/// <param name="Version">Rises with each change.</param>
/// <param name="Name">As customers know it.</param>
/// <param name="TimeZone">IANA, for example <c>Asia/Shanghai</c>: the zone of its days.</param>
/// <param name="Languages">BCP 47; the first is for customers whose language is not known.</param>
public sealed record StorefrontChanged(
    string StorefrontId,
    int Version,
    string Name,
    string TimeZone,
    IReadOnlyList<string> Languages
);
