using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A version of a storefront's policy. Written once: what a return was decided by stays as it was.</summary>
internal sealed class PolicyVersion : IStorefrontOwned, IAppendOnly
{
    public const int MaxCompany = 200;

    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The company whose orders it is for; empty: all that have no policy of their own.</summary>
    public required string Company { get; init; }

    /// <summary>From 1, for the storefront and company.</summary>
    public int Number { get; init; }

    /// <summary>Of the versions that are in effect, the one with the latest time counts; of the same time, the highest number.</summary>
    public DateTimeOffset EffectiveFrom { get; init; }
    public required string Name { get; init; }

    /// <summary>The document, as JSON.</summary>
    public required string Document { get; init; }
    public DateTimeOffset PutAt { get; init; }

    /// <summary>The id of the person who put it; null: it is the preset that a storefront begins with.</summary>
    public string? PutBy { get; init; }
    public string? PutByName { get; init; }
}
