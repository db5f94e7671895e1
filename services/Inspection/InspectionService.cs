using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.Inspection.Verdicts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Inspection;

/// <summary>Inspects the units that arrived: tasks for inspectors, and their verdicts.</summary>
public sealed class InspectionService : IMeshService
{
    internal static IReadOnlyList<IModule> Rooms { get; } = [new TasksModule(), new VerdictsModule()];

    public string Name => "inspection";

    public IReadOnlyList<IModule> Modules => Rooms;

    public void AddServices(IHostApplicationBuilder builder) =>
        builder.AddStorage<InspectionDb, InspectionSqlite, InspectionPostgres, InspectionSqlServer>(Name);
}
