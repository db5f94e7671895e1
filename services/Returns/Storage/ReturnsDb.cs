using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Watching;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Storage;

internal abstract class ReturnsDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<Return> Returns => Set<Return>();
    public DbSet<ReturnUnit> ReturnUnits => Set<ReturnUnit>();
    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();

    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        var moved = TimeInState.Take(ChangeTracker);
        var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        TimeInState.Record(moved);
        return rows;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(order =>
        {
            order.Property(x => x.Id).ValueGeneratedNever();
            order.Property(x => x.Number).HasMaxLength(100);
            order.Property(x => x.InvoiceNumber).HasMaxLength(OrderRequest.MaxInvoiceNumber);
            order.Property(x => x.Currency).HasMaxLength(3);
            order.Property(x => x.Customer).IsJson();
            order.Property(x => x.Lines).IsJson();
            order.Property(x => x.Payments).IsJson();
            order.Property(x => x.Shipping).IsJson();
            order.HasIndex(x => new { x.StorefrontId, x.Number }).IsUnique();
        });
        modelBuilder.Entity<Return>(saga =>
        {
            saga.HasKey(x => x.CorrelationId);
            saga.Property(x => x.CorrelationId).ValueGeneratedNever();
            saga.Property(x => x.State).HasMaxLength(32);
            saga.Property(x => x.Channel).HasMaxLength(16);
            saga.Property(x => x.OrderNumber).HasMaxLength(100);
            saga.Property(x => x.InvoiceNumber).HasMaxLength(OrderRequest.MaxInvoiceNumber);
            saga.Property(x => x.RmaNumber).HasMaxLength(20);
            saga.Property(x => x.Currency).HasMaxLength(3);
            saga.Property(x => x.Rule).HasMaxLength(50);
            saga.Property(x => x.Customer).HasMaxLength(200);
            saga.Property(x => x.Email).HasMaxLength(320);
            saga.Property(x => x.Locale).HasMaxLength(35);
            saga.Property(x => x.RefundStatus).HasMaxLength(16);
            saga.Property(x => x.ParkedBecause).HasMaxLength(100);
            saga.Property(x => x.DecidedBy).HasMaxLength(100);
            saga.Property(x => x.Lines).IsJson();
            saga.Property(x => x.Payments).IsJson();
            saga.Property(x => x.Untold).IsJson();
            saga.HasIndex(x => x.DueAt);
            // With the due time, the ends that still have something to tell are found among ever more that have not.
            saga.HasIndex(x => new { x.State, x.DueAt });
            saga.HasIndex(x => x.RmaNumber).IsUnique();
            saga.HasIndex(x => x.OrderId);
            saga.HasMany(x => x.Units).WithOne().HasForeignKey(x => x.ReturnId);
            saga.HasMany(x => x.News).WithOne().HasForeignKey(x => x.ReturnId);
        });
        modelBuilder.Entity<ReturnUnit>(unit =>
        {
            unit.HasKey(x => new
            {
                x.ReturnId,
                x.LineId,
                x.Ordinal,
            });
            unit.Property(x => x.LineId).HasMaxLength(100);
            unit.Property(x => x.Reason).HasMaxLength(50);
            unit.Property(x => x.Grade).HasMaxLength(1);
            unit.Property(x => x.Disposition).HasMaxLength(32);
            // The same unit of an order can be claimed by one living return only, whatever the code above does.
            unit.HasIndex(x => new
                {
                    x.OrderId,
                    x.LineId,
                    x.Ordinal,
                })
                .IsUnique()
                .HasFilter(Database.IsSqlServer() ? "[Released] = 0" : "NOT \"Released\"");
        });
        modelBuilder.Entity<TimelineEntry>(entry =>
        {
            entry.ToTable("Timeline");
            entry.Property(x => x.Id).ValueGeneratedNever();
            entry.Property(x => x.What).HasMaxLength(50);
            entry.Property(x => x.By).HasMaxLength(50);
            entry.Property(x => x.Detail).HasMaxLength(500);
            entry.HasIndex(x => new { x.ReturnId, x.Id });
        });
        base.OnModelCreating(modelBuilder);
    }
}

internal sealed class ReturnsSqlite(DbContextOptions<ReturnsSqlite> options) : ReturnsDb(options);

internal sealed class ReturnsPostgres(DbContextOptions<ReturnsPostgres> options) : ReturnsDb(options);

internal sealed class ReturnsSqlServer(DbContextOptions<ReturnsSqlServer> options) : ReturnsDb(options);
