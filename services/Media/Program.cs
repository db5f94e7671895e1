using AfterSalesMesh.Media;
using AfterSalesMesh.ServiceDefaults;

return await MeshHost.RunAsync(args, new MediaService());
