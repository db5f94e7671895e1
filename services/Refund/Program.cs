using AfterSalesMesh.Refund;
using AfterSalesMesh.ServiceDefaults;

await MeshHost.RunAsync(args, new RefundService());
