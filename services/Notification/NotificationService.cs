using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Notification.Customers;
using AfterSalesMesh.Notification.Mail;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.Notification;

/// <summary>Tells customers at each step.</summary>
public sealed class NotificationService : IMeshService
{
    public string Name => "notification";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddStorage<NotificationDb, NotificationSqlite, NotificationPostgres, NotificationSqlServer>(Name);
        builder.AddMail();
        builder.Services.AddHostedService<TellingWorker>();
    }

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<TellCustomerConsumer, NotificationDb>(CommandAddress.EndpointOf<TellCustomer>());

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        // It is spoken to by messages only.
    }
}
