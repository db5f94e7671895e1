using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Something that happened to a return. Written, never changed; holds no personal data.</summary>
internal sealed class TimelineEntry : IStorefrontOwned
{
    /// <summary>Time-ordered: the order of the timeline.</summary>
    public Guid Id { get; init; }
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string What { get; init; }
    public required string By { get; init; }
    public string? Detail { get; init; }
}
