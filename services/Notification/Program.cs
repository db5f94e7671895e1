using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.Notification;

await MeshHost.RunAsync(args, new NotificationService());
