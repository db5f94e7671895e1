using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>Decides a request by the policy in effect: the same for a quote and for a return.</summary>
internal sealed class RequestDecision(ReturnsDb db, PolicyVersions versions, TimeProvider time)
{
    /// <param name="tracking">Whether the order will be changed.</param>
    /// <returns>What was decided, or why nothing was.</returns>
    public async Task<(DecidedRequest? Decided, ProblemHttpResult? Problem)> MakeAsync(
        ReturnRequest request,
        string storefront,
        QueryTrackingBehavior tracking,
        CancellationToken cancellation
    )
    {
        var checks = request.Check();
        if (checks.Failed)
        {
            return (null, checks.ToProblem());
        }
        var order = await db
            .Orders.AsTracking(tracking)
            .Include(x => x.Contact)
            .FirstOrDefaultAsync(x => x.StorefrontId == storefront && x.Number == request.OrderNumber, cancellation);
        if (order is null)
        {
            return (null, UnknownOrder(request.OrderNumber));
        }
        var now = time.GetUtcNow();
        var policy = await versions.InEffectAsync(storefront, order.Customer.Company, now, cancellation);
        var reasons = request.CheckReasons(policy.Document);
        if (reasons.Failed)
        {
            return (null, reasons.ToProblem());
        }
        var standing = await CustomerStanding.OfAsync(db, order, policy.Document, now, cancellation);
        var draft = await ReturnDraft.StartAsync(order, request.Lines, db, now, cancellation);
        return (draft.Decide(request, policy, standing), null);
    }

    private static ProblemHttpResult UnknownOrder(string number) =>
        Problem.Of(
            StatusCodes.Status422UnprocessableEntity,
            "unknown_order",
            $"There is no order '{number}': PUT it to /v1/orders first."
        );
}
