using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>Expected parcels, and the units of them that have arrived.</summary>
internal sealed class ParcelsModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<Parcel>(parcel =>
        {
            parcel.HasKey(x => x.ReturnId);
            parcel.Property(x => x.OrderNumber).HasMaxLength(100);
            parcel.Property(x => x.RmaNumber).HasMaxLength(100);
            parcel.Property(x => x.RmaKey).HasMaxLength(100);
            parcel.Property(x => x.TrackingNumber).HasMaxLength(100);
            parcel.Property(x => x.TrackingKey).HasMaxLength(100);
            parcel.Property(x => x.State).HasMaxLength(16);
            parcel.Property(x => x.ReceivedBy).HasMaxLength(100);
            parcel.Property(x => x.ReceivedByName).HasMaxLength(200);
            parcel.HasIndex(x => x.RmaKey);
            parcel.HasIndex(x => x.OrderNumber);
            parcel.HasIndex(x => x.TrackingKey);
            parcel.HasMany(x => x.Lines).WithOne().HasForeignKey(x => x.ReturnId);
        });
        model.Entity<ParcelLine>(line =>
        {
            line.HasKey(x => new { x.ReturnId, x.LineId });
            line.Property(x => x.LineId).HasMaxLength(100);
            line.Property(x => x.Sku).HasMaxLength(100);
            line.Property(x => x.Gtin).HasMaxLength(50);
            line.Property(x => x.GtinKey).HasMaxLength(50);
        });
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableConsumer<ExpectParcelConsumer, WarehouseDb>(CommandAddress.EndpointOf<ExpectParcel>());
        bus.AddDurableConsumer<StopExpectingParcelConsumer, WarehouseDb>(
            CommandAddress.EndpointOf<StopExpectingParcel>()
        );
    }
}
