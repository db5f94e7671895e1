using System.Security.Claims;

namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>The caller: the person, their storefronts and their roles. Endpoints take it as a parameter.</summary>
/// <param name="PersonId">The same for all keys of a person; may be stored and logged.</param>
/// <param name="PersonName">
/// The person's name, shown and stored beside the id; for a storefront's key, the name of its system. Must not be logged.
/// </param>
/// <param name="Storefronts">The storefronts whose objects this caller may see; objects of others are 404.</param>
/// <param name="Roles">The roles of this caller, see <see cref="Identity.Roles"/>.</param>
public sealed record Caller(
    string PersonId,
    string PersonName,
    IReadOnlyList<string> Storefronts,
    IReadOnlyList<string> Roles
)
{
    internal const string PersonIdClaim = "sub";
    internal const string PersonNameClaim = "name";
    internal const string StorefrontsClaim = "storefronts";
    internal const string RolesClaim = "roles";

    /// <summary>The one storefront of a storefront key; only for endpoints that require <see cref="Roles.Storefront"/>.</summary>
    public string StorefrontId =>
        Storefronts is [var only]
            ? only
            : throw new InvalidOperationException(
                $"Caller {PersonId} acts for {Storefronts.Count} storefronts: only a storefront key has exactly one."
            );

    public static Caller From(ClaimsPrincipal principal) =>
        new(
            principal.FindFirstValue(PersonIdClaim) ?? throw new InvalidOperationException("Nobody is authenticated."),
            principal.FindFirstValue(PersonNameClaim) ?? "",
            [.. principal.FindAll(StorefrontsClaim).Select(claim => claim.Value)],
            [.. principal.FindAll(RolesClaim).Select(claim => claim.Value)]
        );

    /// <summary>The opposite of <see cref="From"/>, for an authentication handler.</summary>
    public ClaimsPrincipal ToPrincipal(string authenticationScheme) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(PersonIdClaim, PersonId),
                    new Claim(PersonNameClaim, PersonName),
                    .. Storefronts.Select(storefront => new Claim(StorefrontsClaim, storefront)),
                    .. Roles.Select(role => new Claim(RolesClaim, role)),
                ],
                authenticationScheme,
                PersonIdClaim,
                RolesClaim
            )
        );
}
