using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>An event in the timeline of a return. Written once, never changed; has no personal data.</summary>
internal sealed class TimelineEntry : IStorefrontOwned
{
    /// <summary>Time-ordered: the order of the timeline.</summary>
    public Guid Id { get; init; }
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The event with its fields.</summary>
    public required TimelineEvent Event { get; init; }

    /// <summary>The person's id, else the service or kind of person, for example <c>warehouse</c> or <c>customer</c>.</summary>
    public required string By { get; init; }

    /// <summary>The person's name; null if <see cref="By"/> is not a person's id.</summary>
    public string? ByName { get; init; }
}
