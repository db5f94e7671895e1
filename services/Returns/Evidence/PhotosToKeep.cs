using AfterSalesMesh.Contracts.Media;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Evidence;

/// <summary>The photos of a return that Media has not yet confirmed to keep; due until it does.</summary>
internal sealed class PhotosToKeep : IDue, IVersioned, IStorefrontOwned, ITraced
{
    /// <summary>The return's id.</summary>
    public required Guid Id { get; init; }
    public required string StorefrontId { get; init; }
    public required IReadOnlyList<Guid> PhotoIds { get; set; }

    /// <summary>How often a worker has leased it.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? DueAt { get; set; }
    public int Version { get; set; }

    /// <inheritdoc/>
    public string? TraceParent { get; set; }

    public KeepPhotos ToKeepPhotos() => new(Id, StorefrontId, PhotoIds);
}
