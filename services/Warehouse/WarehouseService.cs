using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse.Parcels;
using AfterSalesMesh.Warehouse.Receipts;
using AfterSalesMesh.Warehouse.Units;

namespace AfterSalesMesh.Warehouse;

/// <summary>Records what arrives: expected parcels, scans and receipts.</summary>
public sealed class WarehouseService : IMeshService
{
    internal static IReadOnlyList<IModule> AllModules { get; } =
    [new UnitsModule(), new ParcelsModule(), new ReceiptsModule()];

    public string Name => "warehouse";

    public IReadOnlyList<IModule> Modules => AllModules;

    public void AddServices(IHostApplicationBuilder builder) =>
        builder.AddStorage<WarehouseDb, WarehouseSqlite, WarehousePostgres, WarehouseSqlServer>(Name);
}
