using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Reconciliation: imports the providers' settlement files and matches them with the ledger.</summary>
internal sealed class ReconciliationModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.AddSettlements();

    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddSettlements();

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        PostSettlement.Map(routes);
        GetSettlements.Map(routes);
        ResolveException.Map(routes);
    }
}
