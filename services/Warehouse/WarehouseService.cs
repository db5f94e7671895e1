using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse.Expecting;
using AfterSalesMesh.Warehouse.Receiving;
using MassTransit;

namespace AfterSalesMesh.Warehouse;

/// <summary>Says what came: expected parcels, scans and receipts.</summary>
public sealed class WarehouseService : IMeshService
{
    public string Name => "warehouse";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddStorage<WarehouseDb, WarehouseSqlite, WarehousePostgres, WarehouseSqlServer>(Name);
        builder.Services.AddScoped<Scans>();
        builder.Services.AddScoped<UnitTaking>();
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableConsumer<ExpectParcelConsumer, WarehouseDb>(CommandAddress.EndpointOf<ExpectParcel>());
        bus.AddDurableConsumer<StopExpectingParcelConsumer, WarehouseDb>(
            CommandAddress.EndpointOf<StopExpectingParcel>()
        );
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var warehouse = routes.MapGroup("").WithTags("Warehouse").RequireRoles(Roles.Warehouse, Roles.Admin);
        ScanParcel.Map(warehouse);
        ReceiveUnits.Map(warehouse);
        CloseReceipt.Map(warehouse);
    }
}
