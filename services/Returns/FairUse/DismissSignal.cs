using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>
/// <c>POST /v1/customers/{reference}/standing/signals/{signal}/dismiss</c>: an agent dismisses a signal about a customer.
/// Its figure is reset, and the person, time and reason are recorded.
/// </summary>
internal static class DismissSignal
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/customers/{reference}/standing/signals/{signal}/dismiss", HandleAsync)
            .RequireRoles(Roles.Agent)
            .Writes<ReturnsDb>()
            .WithSummary("Dismiss a signal about a customer: what happened until now no longer counts for it")
            .Produces<DismissalResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        string reference,
        [OneOf(typeof(SignalKinds))] string signal,
        DismissalRequest request,
        Caller caller,
        ReturnsDb db,
        CustomerPast past,
        TimeProvider time,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var checks = new Checks();
        checks.Text(request.Note, "note", 500);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var now = time.GetUtcNow();
        if (await past.PolicyOfAsync(storefront, reference, now, cancellation) is not var (policy, _))
        {
            return Problem.NotFound("customer");
        }
        var standing = await CustomerStanding.OfAsync(db, storefront, reference, policy.Standing, now, cancellation);
        var signals = await past.SignalsOfAsync(storefront, reference, standing, policy.Standing.Signals, cancellation);
        if (signals.FirstOrDefault(x => x.Kind == signal) is not { } found)
        {
            return Problem.NotFound("signal");
        }
        var dismissal = SignalDismissal.Of(
            storefront,
            reference,
            found,
            request.Note,
            (caller.PersonId, caller.PersonName),
            now
        );
        db.Add(dismissal);
        foreach (var order in await CustomerStanding.CountersOfAsync(db, storefront, reference, cancellation))
        {
            Reset(order, signal);
        }
        return TypedResults.Ok(DismissalResponse.Of(dismissal));
    }

    private static void Reset(Order order, string signal)
    {
        switch (signal)
        {
            case SignalKinds.ReturnRate:
                (order.CountedReturns, order.CountedUnits) = (0, 0);
                break;
            case SignalKinds.Mismatches:
                order.Mismatches = 0;
                break;
            case SignalKinds.Worn:
                order.Worn = 0;
                break;
        }
    }
}

/// <param name="Note">The reason, without personal data.</param>
internal sealed record DismissalRequest(string Note);
