using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection;

internal abstract class InspectionDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<InspectionTask> Tasks => Set<InspectionTask>();
    public DbSet<InspectedUnit> Units => Set<InspectedUnit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<InspectionTask>(task =>
        {
            task.Property(x => x.Id).ValueGeneratedNever();
            task.Property(x => x.OrderNumber).HasMaxLength(100);
            task.Property(x => x.RmaNumber).HasMaxLength(100);
            task.Property(x => x.Status).HasMaxLength(16);
            task.Property(x => x.DoneBy).HasMaxLength(100);
            task.HasIndex(x => new { x.Status, x.Place });
            task.HasIndex(x => x.ReturnId);
            task.HasMany(x => x.Units).WithOne().HasForeignKey(x => x.InspectionId);
        });
        modelBuilder.Entity<InspectedUnit>(unit =>
        {
            unit.HasKey(x => new { x.InspectionId, x.UnitId });
            unit.Property(x => x.LineId).HasMaxLength(100);
            unit.Property(x => x.Sku).HasMaxLength(100);
            unit.Property(x => x.Reason).HasMaxLength(50);
            unit.Property(x => x.Grade).HasMaxLength(1);
            unit.Property(x => x.Disposition).HasMaxLength(32);
            unit.Property(x => x.Notes).HasMaxLength(InspectedUnit.MaxNotes);
        });
        base.OnModelCreating(modelBuilder);
    }
}

internal sealed class InspectionSqlite(DbContextOptions<InspectionSqlite> options) : InspectionDb(options);

internal sealed class InspectionPostgres(DbContextOptions<InspectionPostgres> options) : InspectionDb(options);

internal sealed class InspectionSqlServer(DbContextOptions<InspectionSqlServer> options) : InspectionDb(options);
