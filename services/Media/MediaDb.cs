using AfterSalesMesh.Media.Photos;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Media;

/// <summary>The database of the service; its modules add their tables.</summary>
internal abstract class MediaDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Photo> Photos => Set<Photo>();
    public DbSet<PhotoAttachment> Attachments => Set<PhotoAttachment>();

    protected override IReadOnlyList<IModule> Modules => MediaService.Rooms;

    /// <summary>Also deletes photos that no return named in time; <see cref="OrphanFiles"/> deletes their files.</summary>
    public override async Task DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await base.DeleteExpiredAsync(now, cancellation);
        await WriteAsync(
            () =>
                Photos
                    .IgnoreQueryFilters()
                    .Where(photo => photo.PurgeAt <= now)
                    // Attached while the photo was being uploaded.
                    .Where(photo =>
                        !Attachments.Any(x => x.PhotoId == photo.Id && x.StorefrontId == photo.StorefrontId)
                    )
                    .ExecuteDeleteAsync(cancellation),
            cancellation
        );
    }
}

internal sealed class MediaSqlite(DbContextOptions<MediaSqlite> options) : MediaDb(options);

internal sealed class MediaPostgres(DbContextOptions<MediaPostgres> options) : MediaDb(options);

internal sealed class MediaSqlServer(DbContextOptions<MediaSqlServer> options) : MediaDb(options);
