using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Notification.Storefronts;

/// <summary>The storefronts of letters, each read once in some seconds: a change may reach the letters that much later.</summary>
internal sealed class LetterStorefronts(TimeProvider time)
{
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (Storefront? Storefront, DateTimeOffset ReadAt)> _read = new();

    /// <returns>Null: it has told nothing of itself.</returns>
    public async Task<Storefront?> FindAsync(NotificationDb db, string id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_read.TryGetValue(id, out var read) && now - read.ReadAt < Known && read.ReadAt <= now)
        {
            return read.Storefront;
        }
        var found = await db.Storefronts.AsNoTracking().FirstOrDefaultAsync(x => x.StorefrontId == id, cancellation);
        _read[id] = (found, now);
        return found;
    }

    public void Forget(string id) => _read.TryRemove(id, out _);
}
