using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.Inspection;

await MeshHost.RunAsync(args, new InspectionService());
