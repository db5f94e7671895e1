using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Refunds: planned within the caps, approved, submitted to who pays them, listed, and reported when they come back.</summary>
internal sealed class RefundsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddApproval();
        builder.Services.AddScoped<TakeAnswer>();
        builder.Services.AddHostedService<RefundWorker>();
        builder.Services.AddHostedService<DeadlineWatch>();
        builder.Services.AddHostedService<TellReversals>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddRefunds();

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableConsumer<IssueRefundConsumer, RefundDb>(CommandAddress.EndpointOf<IssueRefund>());
        bus.AddDurableConsumer<AcknowledgeReversalConsumer, RefundDb>(CommandAddress.EndpointOf<AcknowledgeReversal>());
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetRefunds.Map(routes);
        GetDueRefunds.Map(routes);
        ApproveRefund.Map(routes);
        RefuseRefund.Map(routes);
        PayAgain.Map(routes);
    }
}
