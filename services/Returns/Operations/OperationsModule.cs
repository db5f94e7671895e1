using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>For admins: gauges, the list of stuck and parked returns, and redriving returns.</summary>
internal sealed class OperationsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddHostedService<ReturnsMonitor>();

    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new TimeInState()];

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        ListStuck.Map(routes);
        RedriveReturn.Map(routes);
    }
}
