using AfterSalesMesh.Returns;
using AfterSalesMesh.ServiceDefaults;

return await MeshHost.RunAsync(args, new ReturnsService());
