using AfterSalesMesh.Notification;
using AfterSalesMesh.ServiceDefaults;

return await MeshHost.RunAsync(args, new NotificationService());
