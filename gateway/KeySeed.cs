using AfterSalesMesh.Gateway.Keys;
using AfterSalesMesh.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway;

/// <summary>Keys that are known beforehand: for demonstrations and tests on one machine, never for production.</summary>
public static class KeySeed
{
    /// <summary>Sees to it that this very key has these rights; again and again is fine. A revoked key stays revoked.</summary>
    public static async Task EnsureKeyAsync(
        this WebApplication app,
        string key,
        string name,
        IReadOnlyList<string> storefronts,
        IReadOnlyList<string> roles,
        CancellationToken cancellation = default
    )
    {
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var wanted = ApiKey.Of(key, name, storefronts, roles, now);
        if (wanted.Flaws().FirstOrDefault() is { } flaw)
        {
            throw new ArgumentException(flaw);
        }
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        if (await db.ApiKeys.FirstOrDefaultAsync(x => x.Hash == wanted.Hash, cancellation) is { } kept)
        {
            (kept.Name, kept.Storefronts, kept.Roles) = (wanted.Name, wanted.Storefronts, wanted.Roles);
        }
        else
        {
            db.Add(wanted);
        }
        await db.SaveChangesAsync(cancellation);
    }
}
