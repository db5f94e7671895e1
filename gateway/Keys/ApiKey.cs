using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AfterSalesMesh.ServiceDefaults.Identity;
using KnownRoles = AfterSalesMesh.ServiceDefaults.Identity.Roles;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>A key as it is kept: its hash, never itself.</summary>
internal sealed class ApiKey
{
    public required Guid Id { get; init; }
    public required byte[] Hash { get; init; }
    public required string Name { get; set; }
    public required List<string> Storefronts { get; set; }
    public required List<string> Roles { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>256 random bits behind a prefix by which scanners for leaked secrets know it.</summary>
    public static string Invent() => "asm_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    // Plain SHA-256 is enough for a secret of 256 random bits: there is nothing to guess.
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static ApiKey Of(
        string key,
        string name,
        IEnumerable<string> storefronts,
        IEnumerable<string> roles,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Hash = HashOf(key),
            Name = name,
            Storefronts = [.. storefronts.Distinct(StringComparer.Ordinal)],
            Roles = [.. roles.Distinct(StringComparer.Ordinal)],
            CreatedAt = now,
        };

    public Caller ToCaller() => new(Id.ToString(), Storefronts, Roles);

    /// <summary>What would make this key useless or dangerous, in words.</summary>
    public IEnumerable<string> Flaws()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 100)
        {
            yield return "The name must have 1 to 100 characters.";
        }
        foreach (var storefront in Storefronts.Where(x => x.Length is 0 or > 64 || x.Any(char.IsWhiteSpace)))
        {
            yield return $"The storefront '{storefront}' must have 1 to 64 characters and no spaces.";
        }
        if (Storefronts.Count == 0)
        {
            yield return "Name at least one storefront that this key may see.";
        }
        foreach (var role in Roles.Where(x => !KnownRoles.All.Contains(x)))
        {
            yield return $"There is no role '{role}': there are {string.Join(", ", KnownRoles.All)}.";
        }
        if (Roles.Count == 0)
        {
            yield return $"Name at least one role: {string.Join(", ", KnownRoles.All)}.";
        }
        if (Roles.Contains(KnownRoles.Storefront) && Storefronts.Count > 1)
        {
            yield return "A key with the role storefront acts for exactly one storefront.";
        }
    }
}
