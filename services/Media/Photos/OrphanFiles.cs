using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Media.Files;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Media.Photos;

/// <summary>
/// Deletes files without a photo: of uploads that died before their commit, of deleted photos, and temporary files of
/// such uploads. Only files of past days: the row of a new file may not exist yet.
/// </summary>
internal sealed class OrphanFiles(MediaDb db, IFileStore files, TimeProvider time)
{
    private const int Batch = 500;

    /// <returns>The number of deleted files.</returns>
    public async Task<int> DeleteAsync(CancellationToken cancellation)
    {
        var yesterday = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-1);
        var deleted = 0;
        List<string> names = [];
        await foreach (var name in files.ListBeforeAsync(yesterday, cancellation))
        {
            names.Add(name);
            if (names.Count == Batch)
            {
                deleted += await DeleteAsync(names, cancellation);
                names.Clear();
            }
        }
        return deleted + await DeleteAsync(names, cancellation);
    }

    private async Task<int> DeleteAsync(List<string> names, CancellationToken cancellation)
    {
        var bases = names.Select(x => x.Split('.')[0]).Distinct().ToList();
        var kept = await db
            .Photos.IgnoreQueryFilters()
            .Where(x => bases.Contains(x.File))
            .Select(x => x.File)
            .ToListAsync(cancellation);
        var known = kept.SelectMany(x => new[] { x + Photo.FileType, Photo.ThumbnailOf(x) }).ToHashSet();
        var orphans = names.Where(x => !known.Contains(x)).ToList();
        foreach (var orphan in orphans)
        {
            await files.DeleteAsync(orphan, cancellation);
        }
        return orphans.Count;
    }
}

/// <summary>Runs once a day, because it lists every file of past days.</summary>
internal sealed class OrphanFilesWorker(IServiceProvider services, ILogger<OrphanFilesWorker> logger)
    : PeriodicWorker<MediaDb>(services, logger, TimeSpan.FromDays(1))
{
    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var deleted = await scope.GetRequiredService<OrphanFiles>().DeleteAsync(cancellation);
        if (deleted > 0)
        {
            logger.LogInformation("{Files} files without a photo were deleted", deleted);
        }
    }
}
