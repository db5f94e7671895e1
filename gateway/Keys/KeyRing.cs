using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>Who a key stands for. Remembers for a moment, so that a revoked key stops within seconds.</summary>
internal sealed class KeyRing(IServiceScopeFactory scopes) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>The key's owner, or null where it is unknown or revoked.</summary>
    public async Task<Caller?> FindAsync(string key, CancellationToken cancellation)
    {
        var hash = ApiKey.HashOf(key);
        var remembered = Convert.ToHexString(hash);
        if (_cache.TryGetValue(remembered, out Caller? caller))
        {
            return caller;
        }
        await using var scope = scopes.CreateAsyncScope();
        var found = await scope
            .ServiceProvider.GetRequiredService<GatewayDb>()
            .ApiKeys.AsNoTracking()
            .FirstOrDefaultAsync(x => x.Hash == hash && x.RevokedAt == null, cancellation);
        caller = found?.ToCaller();
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
