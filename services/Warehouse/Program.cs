using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.Warehouse;

await MeshHost.RunAsync(args, new WarehouseService());
