using AfterSalesMesh.DurableMessaging.Storage;
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

    /// <summary>Also photos that no return named in time; <see cref="OrphanFiles"/> deletes their files.</summary>
    protected override IEnumerable<ExpiredRows> Expired(DateTimeOffset now) =>
        base.Expired(now)
            .Append(
                ExpiredRows.Of(
                    Photos
                        .IgnoreQueryFilters()
                        .Where(photo => photo.PurgeAt <= now)
                        // Attached while the photo was being uploaded.
                        .Where(photo =>
                            !Attachments.Any(x => x.PhotoId == photo.Id && x.StorefrontId == photo.StorefrontId)
                        )
                        .OrderBy(photo => photo.PurgeAt)
                        .Take(1000)
                )
            );
}

internal sealed class MediaSqlite(DbContextOptions<MediaSqlite> options) : MediaDb(options);

internal sealed class MediaPostgres(DbContextOptions<MediaPostgres> options) : MediaDb(options);

internal sealed class MediaSqlServer(DbContextOptions<MediaSqlServer> options) : MediaDb(options);
