using AfterSalesMesh.Refund;
using AfterSalesMesh.ServiceDefaults;

return await MeshHost.RunAsync(args, new RefundService());
