using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Collections: amounts that customers owe are collected through payment links.</summary>
internal sealed class CollectionsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<TakeLinkAnswer>();
        builder.Services.AddHostedService<CollectionWorker>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddCollections();

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<CollectPaymentConsumer, RefundDb>(CommandAddress.EndpointOf<CollectPayment>());

    public void MapRoutes(IEndpointRouteBuilder routes) => GetCollections.Map(routes);
}
