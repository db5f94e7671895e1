using AfterSalesMesh.Refund.Tenders.BankTransfer;
using AfterSalesMesh.Refund.Tenders.Sandbox;
using AfterSalesMesh.Refund.Tenders.StoreCredit;
using AfterSalesMesh.Refund.Tenders.Stripe;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Tenders;

/// <summary>Tenders: the ways in which money moves, each in a folder of its own.</summary>
internal sealed class TendersModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddPaymentProvider();
        builder.AddStoreCredit();
        builder.AddPayouts();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.AddStoreCredit(database.IsSqlServer());
        model.AddPayouts();
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapStoreCredit();
        routes.MapPayouts();
        ReceiveStripeEvent.Map(routes);
        ReceiveSandboxEvent.Map(routes);
    }
}
