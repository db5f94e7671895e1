using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Caps;

/// <summary>Reports that change the cap of a payment. Planned refunds that exceed the new cap are cancelled in the same commit.</summary>
internal sealed class CapsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) =>
        builder.Services.AddScoped<AssignPayment>().AddScoped<ReceiveDispute>();

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        PostAdjustment.Map(routes);
        AssignPayment.Map(routes);
    }
}
