using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Telemetry;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>What an admin sees and does about returns: gauges, stuck and parked returns, redriving one.</summary>
internal sealed class OperationsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddGauges<ReturnsByState>();
        builder.Services.AddHostedService<StuckReturnsMonitor>();
    }

    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new TimeInState()];

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        ListStuck.Map(routes);
        RedriveReturn.Map(routes);
    }
}
