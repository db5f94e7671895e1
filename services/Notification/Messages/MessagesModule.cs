using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>Messages to customers: stored when commanded, written from templates, sent by a worker.</summary>
internal sealed class MessagesModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<OutcomeGroup>().AddHostedService<CustomerMessageWorker>();

    public void AddTables(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<CustomerMessage>(message =>
        {
            message.Property(x => x.Step).HasMaxLength(32);
            message.Property(x => x.Email).HasMaxLength(320);
            message.Property(x => x.Locale).HasMaxLength(35);
            message.Property(x => x.OrderNumber).HasMaxLength(100);
            message.Property(x => x.RmaNumber).HasMaxLength(20);
            message.Property(x => x.Currency).HasMaxLength(3);
            message.Property(x => x.Text).HasMaxLength(2000);
            message.Property(x => x.Status).HasMaxLength(16);
            message.HasIndex(x => x.DueAt);
        });

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<TellCustomerConsumer, NotificationDb>(CommandAddress.EndpointOf<TellCustomer>());
}
