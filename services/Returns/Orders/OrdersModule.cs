using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Find;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>The storefronts' orders, and the amount paid for each of their units.</summary>
internal sealed class OrdersModule : IModule
{
    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new StandingCounts(), new OrderVersion()];

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<Order>(order =>
        {
            order.Property(x => x.Number).HasMaxLength(100).IsFoundByPrefix(database);
            order.Property(x => x.CustomerReference).HasMaxLength(200);
            order.Property(x => x.InvoiceNumber).HasMaxLength(Return.MaxInvoiceNumber);
            order.Property(x => x.Currency).HasMaxLength(3);
            order.Property(x => x.SoldIn).HasMaxLength(16);
            order.Property(x => x.Customer).IsJson();
            order.Property(x => x.Lines).IsJson();
            order.Property(x => x.Payments).IsJson();
            order.Property(x => x.Shipping).IsJson();
            order.HasIndex(x => new { x.StorefrontId, x.Number }).IsUnique();
            order.HasIndex(x => new
            {
                x.StorefrontId,
                x.CustomerReference,
                x.Id,
            });
            order.HasOne(x => x.Contact).WithOne().HasForeignKey<OrderContact>(x => x.OrderId);
        });
        model.Entity<PaymentOwner>(payment =>
        {
            payment.HasKey(x => x.Reference);
            payment.Property(x => x.Reference).HasMaxLength(PaymentRequest.MaxReference);
            // Of two storefronts that report a payment for which Refund waits, one is the first.
            payment.Property(x => x.Owner).HasMaxLength(64).IsConcurrencyToken();
        });
        model.Entity<PaymentCap>(cap =>
        {
            cap.HasKey(x => new { x.StorefrontId, x.Payment });
            cap.Property(x => x.Payment).HasMaxLength(PaymentReference.MaxLength);
            cap.Property(x => x.Currency).HasMaxLength(3);
            cap.Property(x => x.Revision).IsConcurrencyToken();
        });
        model.Entity<OrderContact>(contact =>
        {
            contact.HasKey(x => x.OrderId);
            contact.Property(x => x.Name).HasMaxLength(200);
            contact.Property(x => x.Email).HasMaxLength(EmailAddress.MaxLength);
            contact.Property(x => x.EmailKey).HasMaxLength(EmailAddress.MaxLength).IsFoundByPrefix(database);
            contact.HasIndex(x => new { x.StorefrontId, x.EmailKey });
            contact.Property(x => x.Phone).HasMaxLength(30);
            contact.Property(x => x.DeliveryAddress).IsJson();
        });
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableConsumer<PaymentCapChangedConsumer, ReturnsDb>("returns-payment-cap-changed");
        bus.AddDurableConsumer<PaymentOwnerUnknownConsumer, ReturnsDb>("returns-payment-owner-unknown");
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        PutOrder.Map(routes);
        GetOrder.Map(routes);
        ImportOrders.Map(routes);
    }
}
