using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>Finds the owner of a key. Answers are cached for seconds only, so that a revoked key stops soon.</summary>
internal sealed class KeyLookup(IServiceScopeFactory scopes, IReadOnlyDictionary<string, Caller> demoKeys) : IDisposable
{
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>True when no query is needed to know the key's owner, or that it has none (<paramref name="caller"/> is null).</summary>
    public bool TryGetCached(string key, out Caller? caller) =>
        demoKeys.TryGetValue(key, out caller)
        || !ApiKey.IsWellFormed(key)
        || _cache.TryGetValue(CacheKey(ApiKey.HashOf(key)), out caller);

    /// <summary>Queries the database for the key's owner; null when the key is unknown or revoked.</summary>
    public async Task<Caller?> FindAsync(string key, CancellationToken cancellation)
    {
        var hash = ApiKey.HashOf(key);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        var person = await db
            .Credentials.Where(x => x.Hash == hash && x.RevokedAt == null)
            .Join(db.People, x => x.PersonId, x => x.Id, (_, person) => person)
            .AsNoTracking()
            .FirstOrDefaultAsync(cancellation);
        var caller = person?.ToCaller();
        var options = new MemoryCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow = CacheTime,
            Size = 1,
            // Unknown keys are evicted first.
            Priority = caller is null ? CacheItemPriority.Low : CacheItemPriority.Normal,
        };
        return _cache.Set(CacheKey(hash), caller, options);
    }

    private static string CacheKey(byte[] hash) => Convert.ToHexString(hash);

    public void Dispose() => _cache.Dispose();
}
