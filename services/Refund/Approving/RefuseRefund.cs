using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Issuing;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Listing;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Approving;

/// <summary>A second person does not agree to a large refund: it ends, and its return is a case for a person.</summary>
internal static class RefuseRefund
{
    private const int MaxReason = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/refunds/{id:guid}/refuse", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .WithTags("Refund")
            .WithSummary("Refuse a refund that waits for approval, and say why")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<RefundSummary>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Refusal request,
        Caller caller,
        RefundDb db,
        Outbox<RefundDb> outbox,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        if (!checks.Text(request.Reason, "reason", MaxReason))
        {
            return checks.ToProblem();
        }
        var refund = await db.Refunds.Include(x => x.Parts).FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (refund is null)
        {
            return Problem.NotFound("refund");
        }
        ReturnTrace.Tag(refund.ReturnId);
        if (refund.WaitingFor != Refund.Approval)
        {
            return ApproveRefund.NotWaiting(refund);
        }
        var now = time.GetUtcNow();
        await db.ReleaseAsync(refund.GiveUp(FailureReason.Refused, now), cancellation);
        (refund.ReviewedBy, refund.ReviewedAt, refund.ReviewNote) = (caller.Subject, now, request.Reason);
        db.Post(RefundPostings.Cancelled(refund, now));
        await outbox.TellAsync(refund, cancellation);
        return TypedResults.Ok(RefundSummary.Of(refund));
    }
}

/// <param name="Reason">Why it is not paid, for who looks into the return.</param>
internal sealed record Refusal(string? Reason);
