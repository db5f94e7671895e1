using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Notification.Storefronts;

/// <summary>Caches storefronts for some seconds: a change reaches the letters that much later.</summary>
internal sealed class StorefrontCache(TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (Storefront Storefront, DateTimeOffset ReadAt)> _cache = new();

    /// <returns>The storefront; null: its settings were never received.</returns>
    public async Task<Storefront?> FindAsync(NotificationDb db, string id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_cache.TryGetValue(id, out var cached) && now - cached.ReadAt < MaxAge && cached.ReadAt <= now)
        {
            return cached.Storefront;
        }
        var found = await db.Storefronts.AsNoTracking().FirstOrDefaultAsync(x => x.StorefrontId == id, cancellation);
        // An unknown storefront is not cached: its settings may arrive at any moment.
        if (found is not null)
        {
            _cache[id] = (found, now);
        }
        return found;
    }
}
