using System.Security.Claims;

namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>Who calls, for which storefronts, in which roles. Endpoints take it as a parameter.</summary>
/// <param name="Subject">The id of the API key: safe to store and to log.</param>
/// <param name="Storefronts">The storefronts whose objects this caller may see; everything else is 404.</param>
public sealed record Caller(string Subject, IReadOnlyList<string> Storefronts, IReadOnlyList<string> Roles)
{
    internal const string SubjectClaim = "sub";
    internal const string StorefrontsClaim = "storefronts";
    internal const string RolesClaim = "roles";

    /// <summary>The one storefront of a storefront key; only for endpoints that require <see cref="Roles.Storefront"/>.</summary>
    public string StorefrontId =>
        Storefronts is [var only]
            ? only
            : throw new InvalidOperationException(
                $"Caller {Subject} acts for {Storefronts.Count} storefronts: only a storefront key has exactly one."
            );

    public static Caller From(ClaimsPrincipal principal) =>
        new(
            principal.FindFirstValue(SubjectClaim) ?? throw new InvalidOperationException("Nobody is authenticated."),
            [.. principal.FindAll(StorefrontsClaim).Select(claim => claim.Value)],
            [.. principal.FindAll(RolesClaim).Select(claim => claim.Value)]
        );

    /// <summary>The way back: what an authentication handler says of this caller.</summary>
    public ClaimsPrincipal ToPrincipal(string authenticationScheme) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(SubjectClaim, Subject),
                    .. Storefronts.Select(storefront => new Claim(StorefrontsClaim, storefront)),
                    .. Roles.Select(role => new Claim(RolesClaim, role)),
                ],
                authenticationScheme,
                SubjectClaim,
                RolesClaim
            )
        );
}
