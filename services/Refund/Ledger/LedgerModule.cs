using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>The ledger: accounts, postings, closed months, and the exceptions that finance must resolve.</summary>
internal sealed class LedgerModule : IModule
{
    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddLedger();

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetAccounts.Map(routes);
        GetExceptions.Map(routes);
        AssignException.Map(routes);
    }
}
