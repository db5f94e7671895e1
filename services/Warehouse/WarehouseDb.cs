using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse.Expecting;
using AfterSalesMesh.Warehouse.Receiving;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse;

internal abstract class WarehouseDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Parcel> Parcels => Set<Parcel>();
    public DbSet<ParcelLine> ParcelLines => Set<ParcelLine>();
    public DbSet<Receipt> Receipts => Set<Receipt>();
    public DbSet<ReceiptReturn> ReceiptReturns => Set<ReceiptReturn>();
    public DbSet<Unit> Units => Set<Unit>();
    public DbSet<Scan> Scans => Set<Scan>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Parcel>(parcel =>
        {
            parcel.HasKey(x => x.ReturnId);
            parcel.Property(x => x.ReturnId).ValueGeneratedNever();
            parcel.Property(x => x.OrderNumber).HasMaxLength(100);
            parcel.Property(x => x.RmaNumber).HasMaxLength(100);
            parcel.Property(x => x.RmaKey).HasMaxLength(100);
            parcel.Property(x => x.TrackingNumber).HasMaxLength(100);
            parcel.Property(x => x.TrackingKey).HasMaxLength(100);
            parcel.Property(x => x.State).HasMaxLength(16);
            parcel.HasIndex(x => x.RmaKey);
            parcel.HasIndex(x => x.OrderNumber);
            parcel.HasIndex(x => x.TrackingKey);
            parcel.HasMany(x => x.Lines).WithOne().HasForeignKey(x => x.ReturnId);
        });
        modelBuilder.Entity<ParcelLine>(line =>
        {
            line.HasKey(x => new { x.ReturnId, x.LineId });
            line.Property(x => x.LineId).HasMaxLength(100);
            line.Property(x => x.Sku).HasMaxLength(100);
            line.Property(x => x.Gtin).HasMaxLength(50);
            line.Property(x => x.GtinKey).HasMaxLength(50);
        });
        modelBuilder.Entity<Receipt>(receipt =>
        {
            receipt.Property(x => x.Id).ValueGeneratedNever();
            receipt.HasMany(x => x.Returns).WithOne().HasForeignKey(x => x.ReceiptId);
        });
        modelBuilder.Entity<ReceiptReturn>().HasKey(x => new { x.ReceiptId, x.ReturnId });
        modelBuilder.Entity<Unit>(unit =>
        {
            unit.Property(x => x.Id).ValueGeneratedNever();
            unit.Property(x => x.LineId).HasMaxLength(100);
            unit.Property(x => x.Code).HasMaxLength(Codes.MaxLength);
            unit.Property(x => x.Outcome).HasMaxLength(16);
            unit.Property(x => x.Location).HasMaxLength(50);
            unit.HasIndex(x => x.ReceiptId);
            unit.HasIndex(x => x.ReturnId);
        });
        modelBuilder.Entity<Scan>(scan =>
        {
            scan.Property(x => x.Id).ValueGeneratedNever();
            scan.Property(x => x.By).HasMaxLength(100);
        });
        base.OnModelCreating(modelBuilder);
    }
}

internal sealed class WarehouseSqlite(DbContextOptions<WarehouseSqlite> options) : WarehouseDb(options);

internal sealed class WarehousePostgres(DbContextOptions<WarehousePostgres> options) : WarehouseDb(options);

internal sealed class WarehouseSqlServer(DbContextOptions<WarehouseSqlServer> options) : WarehouseDb(options);
