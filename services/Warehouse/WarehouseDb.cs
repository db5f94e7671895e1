using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse.Carriers;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Parcels;
using AfterSalesMesh.Warehouse.Receipts;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse;

/// <summary>The database of the service; its modules add their tables.</summary>
internal abstract class WarehouseDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<ExpectedReturn> ExpectedReturns => Set<ExpectedReturn>();
    public DbSet<ExpectedReturnLine> ExpectedReturnLines => Set<ExpectedReturnLine>();
    public DbSet<Arrival> Arrivals => Set<Arrival>();
    public DbSet<Parcel> Parcels => Set<Parcel>();
    public DbSet<CarrierEvent> CarrierEvents => Set<CarrierEvent>();
    public DbSet<Receipt> Receipts => Set<Receipt>();
    public DbSet<ReceiptReturn> ReceiptReturns => Set<ReceiptReturn>();
    public DbSet<Unit> Units => Set<Unit>();
    public DbSet<Scan> Scans => Set<Scan>();

    protected override IReadOnlyList<IModule> Modules => WarehouseService.Rooms;

    /// <summary>
    /// The rows of a table that are loaded or added. <c>Local</c> alone would compare each row of all tables with what was read,
    /// each time, and a receipt may have a hundred returns of thousands of lines.
    /// </summary>
    public IReadOnlyList<T> Tracked<T>()
        where T : class
    {
        var detectsChanges = ChangeTracker.AutoDetectChangesEnabled;
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return [.. Set<T>().Local];
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detectsChanges;
        }
    }
}

internal sealed class WarehouseSqlite(DbContextOptions<WarehouseSqlite> options) : WarehouseDb(options);

internal sealed class WarehousePostgres(DbContextOptions<WarehousePostgres> options) : WarehouseDb(options);

internal sealed class WarehouseSqlServer(DbContextOptions<WarehouseSqlServer> options) : WarehouseDb(options);
