using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>Quotes and return requests, and what their answers show.</summary>
internal sealed class RequestsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) =>
        builder
            .Services.AddScoped<QuotedRequests>()
            .AddScoped<RequestDecider>()
            .AddScoped<ReviewFacts>()
            .AddScoped<NewReturns>()
            .AddScoped<InstructionHandler>();

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        RequestReturn.Map(routes);
        QuoteReturn.Map(routes);
        GetReturn.Map(routes);
        ListReturns.Map(routes);
        FindReturns.Map(routes);
        GetTimeline.Map(routes);
        ChangeReturn.Map(routes);
        ApproveReturn.Map(routes);
        RejectReturn.Map(routes);
        AskEvidence.Map(routes);
        AddEvidence.Map(routes);
        CancelReturn.Map(routes);
        CloseReturn.Map(routes);
        OpenRound.Map(routes);
    }
}
