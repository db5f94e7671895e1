using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>Finds the person whom a key belongs to. Remembers for a moment, so that a revoked key stops within seconds.</summary>
internal sealed class KeyLookup(IServiceScopeFactory scopes, DemoKeys demoKeys) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>The key's owner, or null where the key is unknown or revoked.</summary>
    public async Task<Caller?> FindAsync(string key, CancellationToken cancellation)
    {
        if (demoKeys.Callers.TryGetValue(key, out var caller))
        {
            return caller;
        }
        if (!ApiKey.IsWellFormed(key))
        {
            return null;
        }
        var hash = ApiKey.HashOf(key);
        var remembered = Convert.ToHexString(hash);
        if (_cache.TryGetValue(remembered, out caller))
        {
            return caller;
        }
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        var person = await db
            .Credentials.Where(x => x.Hash == hash && x.RevokedAt == null)
            .Join(db.People, x => x.PersonId, x => x.Id, (_, person) => person)
            .AsNoTracking()
            .FirstOrDefaultAsync(cancellation);
        caller = person?.ToCaller();
        var options = new MemoryCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow = Remembered,
            Size = 1,
            // A flood of wrong keys makes room first.
            Priority = caller is null ? CacheItemPriority.Low : CacheItemPriority.Normal,
        };
        return _cache.Set(remembered, caller, options);
    }

    public void Dispose() => _cache.Dispose();
}
