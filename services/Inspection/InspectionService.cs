using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.Inspection.Verdicts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.Inspection;

/// <summary>Says what the units that came are worth: tasks for inspectors, and their verdicts.</summary>
public sealed class InspectionService : IMeshService
{
    public string Name => "inspection";

    public void AddServices(IHostApplicationBuilder builder) =>
        builder.AddStorage<InspectionDb, InspectionSqlite, InspectionPostgres, InspectionSqlServer>(Name);

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<InspectUnitsConsumer, InspectionDb>(CommandAddress.EndpointOf<InspectUnits>());

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var inspections = routes.MapGroup("").WithTags("Inspection").RequireRoles(Roles.Inspector, Roles.Admin);
        ListInspections.Map(inspections);
        GiveVerdict.Map(inspections);
    }
}
