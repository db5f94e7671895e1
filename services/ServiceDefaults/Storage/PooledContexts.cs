using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.ServiceDefaults.Storage;

internal static class PooledContexts
{
    /// <summary>Registers pooled contexts, which see the storefronts of the scope that takes them.</summary>
    public static void AddPooled<TDbContext, TImplementation>(
        this IServiceCollection services,
        Action<DbContextOptionsBuilder> options
    )
        where TDbContext : ServiceDbContext
        where TImplementation : TDbContext
    {
        services.AddPooledDbContextFactory<TImplementation>(options);
        services.AddScoped<TDbContext>(provider =>
        {
            var db = provider.GetRequiredService<IDbContextFactory<TImplementation>>().CreateDbContext();
            db.Scope = provider.GetRequiredService<StorefrontScope>();
            return db;
        });
    }
}
