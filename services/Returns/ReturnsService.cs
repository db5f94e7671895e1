using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storage;
using AfterSalesMesh.Returns.Stuck;
using AfterSalesMesh.Returns.Watching;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns;

/// <summary>Asks, policies, decisions, and the saga that coordinates a return end to end.</summary>
public sealed class ReturnsService : IMeshService
{
    public string Name => "returns";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddStorage<ReturnsDb, ReturnsSqlite, ReturnsPostgres, ReturnsSqlServer>(Name);
        builder.AddGauges<ReturnsByState>();
        builder.Services.AddHostedService<StuckWatch>();
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableSaga<ReturnStateMachine, Return, ReturnsDb>(
            "returns-return",
            returns => returns.Include(x => x.Units)
        );
        bus.AddDurableConsumer<UnitReceivedConsumer, ReturnsDb>("returns-unit-received");
        bus.AddDurableConsumer<UnexpectedUnitFoundConsumer, ReturnsDb>("returns-unexpected-unit-found");
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        PutOrder.Map(routes);
        RequestReturn.Map(routes);
        QuoteReturn.Map(routes);
        GetReturn.Map(routes);
        GetTimeline.Map(routes);
        ListStuck.Map(routes);
        RedriveReturn.Map(routes);
    }
}
