using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Collections: amounts that customers owe and pay through payment links.</summary>
internal sealed class CollectionsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<LinkAnswerRecorder>();
        builder.Services.AddHostedService<CollectionWorker>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<Collection>(collection =>
        {
            collection.Property(x => x.OrderNumber).HasMaxLength(100);
            collection.Property(x => x.Currency).HasMaxLength(3);
            collection.Property(x => x.Reason).HasMaxLength(32);
            collection.Property(x => x.Locale).HasMaxLength(35);
            collection.Property(x => x.Status).HasMaxLength(20);
            collection.Property(x => x.Failure).HasMaxLength(16);
            collection.Property(x => x.LinkId).HasMaxLength(200);
            collection.Property(x => x.Url).HasMaxLength(1000);
            collection.Property(x => x.PaymentReference).HasMaxLength(Payment.MaxReference);
            collection.HasIndex(x => x.Position).IsUnique();
            collection.HasIndex(x => new { x.Status, x.Position });
            collection.HasIndex(x => new { x.ReturnId, x.Position });
            collection.HasIndex(x => new { x.StorefrontId, x.PaymentReference });
            collection.HasIndex(x => x.DueAt);
        });
    }

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<CollectPaymentConsumer, RefundDb>(CommandAddress.EndpointOf<CollectPayment>());

    public void MapRoutes(IEndpointRouteBuilder routes) => GetCollections.Map(routes);
}
