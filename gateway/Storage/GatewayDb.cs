using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Gateway.Keys;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway.Storage;

/// <summary>The gateway's own database: who may come in. One subclass for each database product, as their migrations differ.</summary>
internal abstract class GatewayDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.IsSqlServer())
        {
            configurationBuilder.SortAndCompareLikeTheOthers();
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var key = modelBuilder.Entity<ApiKey>();
        key.Property(apiKey => apiKey.Id).ValueGeneratedNever();
        key.Property(apiKey => apiKey.Name).HasMaxLength(100);
        key.HasIndex(apiKey => apiKey.Hash).IsUnique();
    }
}

internal sealed class GatewaySqlite(DbContextOptions<GatewaySqlite> options) : GatewayDb(options);

internal sealed class GatewayPostgres(DbContextOptions<GatewayPostgres> options) : GatewayDb(options);

internal sealed class GatewaySqlServer(DbContextOptions<GatewaySqlServer> options) : GatewayDb(options);
