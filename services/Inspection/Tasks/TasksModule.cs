using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Inspection.Tasks;

/// <summary>Open and completed inspections.</summary>
internal sealed class TasksModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<InspectionTask>(task =>
        {
            task.Property(x => x.OrderNumber).HasMaxLength(100);
            task.Property(x => x.RmaNumber).HasMaxLength(100);
            task.Property(x => x.Status).HasMaxLength(16);
            task.Property(x => x.DoneBy).HasMaxLength(100);
            task.Property(x => x.DoneByName).HasMaxLength(200);
            task.HasIndex(x => new { x.Status, x.ListKey });
            task.HasIndex(x => x.ReturnId);
            task.HasMany(x => x.Units).WithOne().HasForeignKey(x => x.InspectionId);
        });
        model.Entity<InspectedUnit>(unit =>
        {
            unit.HasKey(x => new { x.InspectionId, x.UnitId });
            unit.Property(x => x.LineId).HasMaxLength(100);
            unit.Property(x => x.OrderNumber).HasMaxLength(100);
            unit.Property(x => x.Sku).HasMaxLength(100);
            unit.Property(x => x.Reason).HasMaxLength(50);
            unit.Property(x => x.Category).HasMaxLength(100);
            unit.Property(x => x.Dispositions).IsJson();
            unit.Property(x => x.Grade).HasMaxLength(1);
            unit.Property(x => x.Disposition).HasMaxLength(32);
            unit.Property(x => x.Notes).HasMaxLength(InspectedUnit.MaxNotes);
        });
    }

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<InspectUnitsConsumer, InspectionDb>(CommandAddress.EndpointOf<InspectUnits>());

    public void MapRoutes(IEndpointRouteBuilder routes) => ListInspections.Map(routes);
}
