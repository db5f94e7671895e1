using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Warehouse.Carriers;

/// <summary>Carriers' events of parcels.</summary>
internal sealed class CarriersModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<CarrierEvent>(happened =>
        {
            happened.Property(x => x.EventId).HasMaxLength(200);
            happened.Property(x => x.Storefronts).IsJson();
            happened.Property(x => x.TrackingNumber).HasMaxLength(100);
            happened.Property(x => x.RmaNumber).HasMaxLength(100);
            happened.Property(x => x.Kind).HasMaxLength(16);
            happened.Property(x => x.By).HasMaxLength(100);
            happened.HasIndex(x => x.ParcelId);
        });

    public void MapRoutes(IEndpointRouteBuilder routes) => ReportCarrierEvent.Map(routes);
}
