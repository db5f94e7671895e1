using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// <c>POST /v1/refunds/{id}/refuse</c>: parts that wait for approval or for a bank account are not paid. Once all other parts have
/// ended, the refund has failed and its return waits for a person.
/// </summary>
internal static class RefuseRefund
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapReview("refuse", HandleAsync)
            .WithSummary("Refuse a refund that waits for approval or for a bank account, with a reason")
            .Problems(StatusCodes.Status409Conflict, "not_waiting", "in_hand");

    private static async Task<Results<Ok<RefundSummary>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Refusal request,
        Caller caller,
        HttpRequest http,
        RefundDb db,
        OwnerChange ownerChange,
        Outbox<RefundDb> outbox,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        if (!checks.Text(request.Reason, "reason", RefundReview.MaxNote))
        {
            return checks.ToProblem();
        }
        var (refund, problem) = await db.ForReviewAsync(id, http, cancellation);
        if (refund is null)
        {
            return problem!;
        }
        var waitsForAccount = await db.Refunds.WaitingForBankAccount(db).AnyAsync(x => x.Id == id, cancellation);
        if (refund.WaitingFor != Refund.Approval && !waitsForAccount)
        {
            return refund.NotWaiting();
        }
        var now = time.GetUtcNow();
        var tender = waitsForAccount ? Tender.CashOnDelivery : null;
        var parts = refund.FailPlannedParts(FailureReason.Refused, now, tender);
        if (parts.Count == 0)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "in_hand",
                "The refund is being submitted. Retry in a few seconds."
            );
        }
        await db.ReleaseAsync(ownerChange, parts, cancellation);
        refund.AddReview(RefundReview.Refused, caller, request.Reason, now);
        parts.ForEach(x => db.Post(RefundPostings.Cancelled(x, now)));
        await outbox.PublishStateAsync(refund, cancellation);
        return TypedResults.Ok(RefundSummary.Of(refund, ETag.AfterCommit(db, refund)));
    }
}

/// <param name="Reason">The reason for not paying it.</param>
internal sealed record Refusal(string? Reason);
