using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Returns.Reviews;

/// <summary>The review desk: requests and appeals that agents decide.</summary>
internal sealed class ReviewsModule : IModule
{
    public void MapRoutes(IEndpointRouteBuilder routes) => ListReviews.Map(routes);
}
