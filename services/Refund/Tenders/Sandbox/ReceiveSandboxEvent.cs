using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Tenders.Sandbox;

/// <summary>
/// The sandbox's webhook. An event only makes its part due, so it is not signed. The sandbox calls this service directly; the
/// gateway does not forward the route.
/// </summary>
internal static class ReceiveSandboxEvent
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/webhooks/sandbox", HandleAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<Results<Ok, ProblemHttpResult>> HandleAsync(
        SandboxEvent received,
        IOptions<ProviderSettings> settings,
        RefundDb db,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        if (settings.Value.Kind != ProviderSettings.Sandbox)
        {
            return Problem.NotFound("webhook");
        }
        await RefundHint.MakeDueAsync(db, x => x.Id == received.Reference, clock.UtcNow, cancellation);
        return TypedResults.Ok();
    }

    /// <param name="Reference">The part whose refund has changed.</param>
    private sealed record SandboxEvent(Guid Reference);
}
