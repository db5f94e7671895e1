using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>Finds the owner of a key. Answers are cached for seconds only, so that a revoked key stops soon.</summary>
internal sealed class KeyLookup(
    IServiceScopeFactory scopes,
    IReadOnlyDictionary<string, Caller> demoKeys,
    TimeProvider time
) : IDisposable
{
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(5);

    /// <summary>How long it is remembered that a key was valid.</summary>
    private static readonly TimeSpan MemoryTime = TimeSpan.FromHours(1);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>True when no query is needed to know the key's owner, or that it has none (<paramref name="caller"/> is null).</summary>
    public bool TryGetCached(string key, out Caller? caller)
    {
        if (demoKeys.TryGetValue(key, out caller) || !ApiKey.IsWellFormed(key))
        {
            return true;
        }
        if (Find(key) is { } known && time.GetUtcNow() < known.At + CacheTime)
        {
            caller = known.Owner;
            return true;
        }
        return false;
    }

    /// <summary>True when the key had an owner at its last look-up, within the last hour.</summary>
    public bool WasValid(string key) =>
        Find(key) is { Owner: not null } known && time.GetUtcNow() < known.At + MemoryTime;

    /// <summary>Queries the database for the key's owner; null when the key is unknown or revoked.</summary>
    public async Task<Caller?> FindAsync(string key, CancellationToken cancellation)
    {
        var hash = ApiKey.HashOf(key);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        var at = time.GetUtcNow();
        var person = await db
            .Credentials.Where(x => x.Hash == hash && x.RevokedAt == null)
            .Join(db.People, x => x.PersonId, x => x.Id, (_, person) => person)
            .AsNoTracking()
            .FirstOrDefaultAsync(cancellation);
        var owner = person?.ToCaller();
        var options = new MemoryCacheEntryOptions
        {
            AbsoluteExpirationRelativeToNow = owner is null ? CacheTime : MemoryTime,
            Size = 1,
            // Unknown keys are evicted first.
            Priority = owner is null ? CacheItemPriority.Low : CacheItemPriority.Normal,
        };
        _cache.Set(CacheKey(hash), new LookUp(owner, at), options);
        return owner;
    }

    private LookUp? Find(string key) => _cache.Get<LookUp>(CacheKey(ApiKey.HashOf(key)));

    private static string CacheKey(byte[] hash) => Convert.ToHexString(hash);

    public void Dispose() => _cache.Dispose();

    /// <param name="Owner">Null: nobody.</param>
    /// <param name="At">When the database was asked.</param>
    private sealed record LookUp(Caller? Owner, DateTimeOffset At);
}
