using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.ServiceDefaults.Storage;

internal static class PooledContexts
{
    /// <summary>Contexts that are used again, each time with the storefronts of the scope that takes it.</summary>
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
