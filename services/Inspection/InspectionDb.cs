using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Inspection;

/// <summary>The database of the service; its modules add their tables.</summary>
internal abstract class InspectionDb(DbContextOptions options) : ServiceDbContext(options)
{
    public DbSet<InspectionTask> Tasks => Set<InspectionTask>();
    public DbSet<InspectedUnit> Units => Set<InspectedUnit>();

    protected override IReadOnlyList<IModule> Modules => InspectionService.Rooms;
}

internal sealed class InspectionSqlite(DbContextOptions<InspectionSqlite> options) : InspectionDb(options);

internal sealed class InspectionPostgres(DbContextOptions<InspectionPostgres> options) : InspectionDb(options);

internal sealed class InspectionSqlServer(DbContextOptions<InspectionSqlServer> options) : InspectionDb(options);
