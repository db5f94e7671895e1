using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using KnownRoles = AfterSalesMesh.ServiceDefaults.Identity.Roles;

namespace AfterSalesMesh.Gateway.People;

/// <summary>
/// A member of staff, or a storefront's own system. Roles and storefronts belong to the person and not to a key, so that a second
/// or a rotated key is the same person.
/// </summary>
internal sealed class Person
{
    public const int MaxName = 100;

    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required List<string> Storefronts { get; init; }
    public required List<string> Roles { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public Caller ToCaller() => new(Id.ToString(), Name, Storefronts, Roles);

    /// <summary>The errors in this person's data, as sentences.</summary>
    public IEnumerable<string> Flaws()
    {
        if (Name.Length is 0 or > MaxName || !RequestText.IsIdentifier(Name))
        {
            yield return $"The name must have 1 to {MaxName} characters, none of them a control or invisible character, with single spaces at most.";
        }
        foreach (
            var storefront in Storefronts.Where(x =>
                x.Length is 0 or > 64 || x.Contains(' ') || !RequestText.IsIdentifier(x)
            )
        )
        {
            yield return $"The storefront '{storefront}' must have 1 to 64 characters, no spaces and no invisible characters.";
        }
        if (Storefronts.Count == 0)
        {
            yield return "Name at least one storefront that this person may see.";
        }
        foreach (var role in Roles.Where(x => !KnownRoles.All.Contains(x)))
        {
            yield return $"There is no role '{role}': the roles are {string.Join(", ", KnownRoles.All)}.";
        }
        if (Roles.Count == 0)
        {
            yield return $"Name at least one role: {string.Join(", ", KnownRoles.All)}.";
        }
        if (Roles.Contains(KnownRoles.Storefront) && Storefronts.Count > 1)
        {
            yield return "The role storefront is for a storefront's own system: name exactly one storefront.";
        }
    }
}
