using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Returns.Reviews;

/// <summary>The review desk: what agents decide on.</summary>
internal sealed class ReviewsModule : IModule
{
    public void MapRoutes(IEndpointRouteBuilder routes) => ListReviews.Map(routes);
}
