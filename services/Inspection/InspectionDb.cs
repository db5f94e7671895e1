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
        foreach (var module in InspectionService.AllModules)
        {
            module.AddTables(modelBuilder, Database);
        }
        base.OnModelCreating(modelBuilder);
    }
}

internal sealed class InspectionSqlite(DbContextOptions<InspectionSqlite> options) : InspectionDb(options);

internal sealed class InspectionPostgres(DbContextOptions<InspectionPostgres> options) : InspectionDb(options);

internal sealed class InspectionSqlServer(DbContextOptions<InspectionSqlServer> options) : InspectionDb(options);
