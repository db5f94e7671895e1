using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.Refund;

await MeshHost.RunAsync(args, new RefundService());
