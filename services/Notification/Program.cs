using AfterSalesMesh.Notification;
using AfterSalesMesh.ServiceDefaults;

await MeshHost.RunAsync(args, new NotificationService());
