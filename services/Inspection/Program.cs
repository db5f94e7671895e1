using AfterSalesMesh.Inspection;
using AfterSalesMesh.ServiceDefaults;

return await MeshHost.RunAsync(args, new InspectionService());
