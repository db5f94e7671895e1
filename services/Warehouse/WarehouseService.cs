using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse.Carriers;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Parcels;
using AfterSalesMesh.Warehouse.Receipts;
using AfterSalesMesh.Warehouse.Units;

namespace AfterSalesMesh.Warehouse;

/// <summary>Receives goods: expected returns, parcels, scans, receipts and units.</summary>
public sealed class WarehouseService : IMeshService
{
    internal static IReadOnlyList<IModule> Rooms { get; } =
    [new UnitsModule(), new ParcelsModule(), new ExpectedReturnsModule(), new ReceiptsModule(), new CarriersModule()];

    public string Name => "warehouse";

    public IReadOnlyList<IModule> Modules => Rooms;

    public void AddServices(IHostApplicationBuilder builder) =>
        builder.AddStorage<WarehouseDb, WarehouseSqlite, WarehousePostgres, WarehouseSqlServer>(Name);
}
