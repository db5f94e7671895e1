using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Inspection.Verdicts;

/// <summary>The verdicts of inspectors on the units of an inspection.</summary>
internal sealed class VerdictsModule : IModule
{
    public void MapRoutes(IEndpointRouteBuilder routes) => GiveVerdict.Map(routes);
}
