using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary><c>POST /v1/refunds/{id}/approve</c>: a second person approves a large refund, and it is submitted.</summary>
internal static class ApproveRefund
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapReview("approve", HandleAsync)
            .WithSummary("Approve a refund that awaits approval; whoever decided the refund cannot approve it")
            .Problems(StatusCodes.Status403Forbidden, "decided_by_you")
            .Problems(StatusCodes.Status409Conflict, "not_waiting");

    private static async Task<Results<Ok<RefundSummary>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Caller caller,
        HttpRequest http,
        RefundDb db,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        var (refund, problem) = await db.ForReviewAsync(id, http, cancellation);
        if (refund is null)
        {
            return problem!;
        }
        if (refund.WaitingFor != Refund.Approval)
        {
            return refund.NotWaiting();
        }
        if (refund.DecidedByCaller(caller) is { } refused)
        {
            return refused;
        }
        refund.WaitingFor = null;
        refund.AddReview(RefundReview.Approved, caller, note: null, time.GetUtcNow());
        foreach (var part in refund.Parts.Where(x => x.Status == RefundStatus.Planned))
        {
            part.DueAt = clock.UtcNow;
        }
        return TypedResults.Ok(RefundSummary.Of(refund, ETag.AfterCommit(db, refund)));
    }
}
