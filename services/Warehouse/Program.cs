using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.Warehouse;

return await MeshHost.RunAsync(args, new WarehouseService());
