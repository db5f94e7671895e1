using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Issuing;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Listing;
using AfterSalesMesh.Refund.Providers;
using AfterSalesMesh.Refund.Submitting;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.Refund;

/// <summary>Guards the caps and moves the money.</summary>
public sealed class RefundService : IMeshService
{
    public string Name => "refund";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddStorage<RefundDb, RefundSqlite, RefundPostgres, RefundSqlServer>(Name);
        builder.AddSandboxProvider();
        builder.Services.AddHostedService<RefundWorker>();
    }

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<IssueRefundConsumer, RefundDb>(CommandAddress.EndpointOf<IssueRefund>());

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetRefunds.Map(routes);
        GetAccounts.Map(routes);
        GetPostings.Map(routes);
    }
}
