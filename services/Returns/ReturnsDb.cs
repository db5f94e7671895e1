using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns;

/// <summary>The database of the service; its modules add their tables.</summary>
internal abstract class ReturnsDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Storefront> Storefronts => Set<Storefront>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<OrderContact> OrderContacts => Set<OrderContact>();
    public DbSet<Return> Returns => Set<Return>();
    public DbSet<ReturnUnit> ReturnUnits => Set<ReturnUnit>();
    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();

    protected override IReadOnlyList<IModule> Modules => ReturnsService.Rooms;
}

internal sealed class ReturnsSqlite(DbContextOptions<ReturnsSqlite> options) : ReturnsDb(options);

internal sealed class ReturnsPostgres(DbContextOptions<ReturnsPostgres> options) : ReturnsDb(options);

internal sealed class ReturnsSqlServer(DbContextOptions<ReturnsSqlServer> options) : ReturnsDb(options);
