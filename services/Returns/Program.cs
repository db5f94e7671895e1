using AfterSalesMesh.Returns;
using AfterSalesMesh.ServiceDefaults;

await MeshHost.RunAsync(args, new ReturnsService());
