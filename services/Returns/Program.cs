using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.Returns;

await MeshHost.RunAsync(args, new ReturnsService());
