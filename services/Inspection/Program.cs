using AfterSalesMesh.Inspection;
using AfterSalesMesh.ServiceDefaults;

await MeshHost.RunAsync(args, new InspectionService());
