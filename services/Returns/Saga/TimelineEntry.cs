using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Something that happened to a return. Written once, never changed; holds no personal data.</summary>
internal sealed class TimelineEntry : IStorefrontOwned
{
    /// <summary>Time-ordered: the order of the timeline.</summary>
    public Guid Id { get; init; }
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>What happened, with its fields.</summary>
    public required TimelineEvent Event { get; init; }

    /// <summary>Who did it: a person's id, else the service or kind of person, for example <c>warehouse</c> or <c>customer</c>.</summary>
    public required string By { get; init; }

    /// <summary>The person's name; null where <see cref="By"/> is no person's id.</summary>
    public string? ByName { get; init; }
}
