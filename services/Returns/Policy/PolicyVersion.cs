using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A version of a storefront's policy. It is written once, so that decided returns keep their policy.</summary>
internal sealed class PolicyVersion : IStorefrontOwned, IAppendOnly
{
    public const int MaxCompany = 200;

    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The company whose orders the policy applies to; empty: all companies without a policy of their own.</summary>
    public required string Company { get; init; }

    /// <summary>The version's number, from 1 for each storefront and company.</summary>
    public int Number { get; init; }

    /// <summary>Of the versions in effect, the one with the latest time counts; at the same time, the highest number.</summary>
    public DateTimeOffset EffectiveFrom { get; init; }
    public required string Name { get; init; }

    /// <summary>The document, as JSON.</summary>
    public required string Document { get; init; }
    public DateTimeOffset PutAt { get; init; }

    /// <summary>The id of the person who put it; null: it is the preset that a storefront begins with.</summary>
    public string? PutBy { get; init; }
    public string? PutByName { get; init; }
}
