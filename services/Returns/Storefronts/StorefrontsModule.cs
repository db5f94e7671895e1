using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Returns.Storefronts;

/// <summary>The storefronts' settings: name, time zone, languages, addresses, hours.</summary>
internal sealed class StorefrontsModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database) =>
        model.Entity<Storefront>(storefront =>
        {
            storefront.HasKey(x => x.StorefrontId);
            storefront.Property(x => x.Settings).IsJson();
        });

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetStorefront.Map(routes);
        PutStorefront.Map(routes);
    }
}
