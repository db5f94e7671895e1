namespace AfterSalesMesh.Gateway.Operations;

/// <summary>What the gateway answers itself, having asked all services.</summary>
internal static class FailureRoutes
{
    public static void AddFailures(this IServiceCollection services)
    {
        services.AddSingleton<ServiceCalls>();
        services.AddHttpClient(nameof(ServiceCalls), client => client.Timeout = ServiceCalls.Patience);
    }

    public static void MapFailures(this IEndpointRouteBuilder routes)
    {
        ListFailures.Map(routes);
        ReplayFailure.Map(routes);
        ReplayFailures.Map(routes);
    }
}
