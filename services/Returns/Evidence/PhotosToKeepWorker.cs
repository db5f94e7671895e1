using AfterSalesMesh.Contracts.Media;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;

namespace AfterSalesMesh.Returns.Evidence;

/// <summary>Repeats the command to keep a return's photos until it is answered.</summary>
internal sealed class PhotosToKeepWorker(IServiceProvider services, ILogger<PhotosToKeepWorker> logger)
    : DueWorker<ReturnsDb, PhotosToKeep>(services, logger, "photos to keep")
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    protected override async Task WorkAsync(PhotosToKeep row, IServiceProvider scope, CancellationToken cancellation)
    {
        ReturnTrace.Tag(row.Id);
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        var db = scope.GetRequiredService<ReturnsDb>();
        // The row has the version of its lease: if it was changed since then, this commit fails.
        db.Attach(row);
        var wait = FirstWait * Math.Pow(2, Math.Min(row.Attempts, 20));
        row.DueAt = Clock.UtcNow + (wait < LongestWait ? wait : LongestWait);
        await scope
            .GetRequiredService<Outbox<ReturnsDb>>()
            .SendAsync(CommandAddress.Of<KeepPhotos>(), row.ToKeepPhotos(), cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}
