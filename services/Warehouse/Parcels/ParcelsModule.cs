using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Warehouse.Parcels;

/// <summary>Parcels that carriers reported, and the returns in them.</summary>
internal sealed class ParcelsModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<Parcel>(parcel =>
        {
            // A primitive collection (an array on PostgreSQL, JSON elsewhere), so that queries can search its entries.
            parcel.PrimitiveCollection(x => x.Storefronts);
            parcel.Property(x => x.TrackingNumber).HasMaxLength(100);
            parcel.Property(x => x.TrackingKey).HasMaxLength(100);
            parcel.Property(x => x.RmaKey).HasMaxLength(100);
            parcel.Property(x => x.State).HasMaxLength(16);
            parcel.HasIndex(x => x.TrackingKey);
            parcel.HasIndex(x => x.RmaKey);
            parcel.HasMany(x => x.Returns).WithOne().HasForeignKey(x => x.ParcelId);
        });
        model.Entity<ParcelReturn>(it =>
        {
            it.ToTable("ParcelReturns");
            it.HasKey(x => new { x.ParcelId, x.ReturnId });
            it.HasIndex(x => x.ReturnId);
        });
    }
}
