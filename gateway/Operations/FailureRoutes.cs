namespace AfterSalesMesh.Gateway.Operations;

/// <summary>The routes about failed messages: the gateway asks all services and merges their answers.</summary>
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
