using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Notification.Storefronts;

/// <summary>The storefronts in whose name letters are written.</summary>
internal sealed class StorefrontsModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<Storefront>(storefront =>
        {
            storefront.HasKey(x => x.StorefrontId);
            storefront.Property(x => x.Name).HasMaxLength(100);
            storefront.Property(x => x.TimeZone).HasMaxLength(64);
            storefront.Property(x => x.Languages).IsJson();
        });

    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddSingleton<StorefrontCache>();

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<StorefrontChangedConsumer, NotificationDb>("notification-storefront-changed");
}
