using AfterSalesMesh.Notification.Mail;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Notification.Storefronts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Notification;

/// <summary>Sends customers a message at each step of a return.</summary>
public sealed class NotificationService : IMeshService
{
    internal static IReadOnlyList<IModule> Rooms { get; } =
    [new MessagesModule(), new StorefrontsModule(), new MailModule()];

    public string Name => "notification";

    public IReadOnlyList<IModule> Modules => Rooms;

    public void AddServices(IHostApplicationBuilder builder) =>
        builder.AddStorage<NotificationDb, NotificationSqlite, NotificationPostgres, NotificationSqlServer>(Name);
}
