using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>
/// What waits for a person is not paid: a second one does not agree to a large refund, or the bank account of what was paid on delivery
/// never comes. When all else of the refund has ended its return is a case for a person.
/// </summary>
internal static class RefuseRefund
{
    private const int MaxReason = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/refunds/{id:guid}/refuse", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .HonoursIfMatch()
            .WithSummary("Refuse what waits for approval, or for a bank account, and say why")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "not_waiting", "in_hand");

    private static async Task<Results<Ok<RefundSummary>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Refusal request,
        Caller caller,
        HttpRequest http,
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
        var refund = await db
            .Refunds.Include(x => x.Parts)
            .Include(x => x.Reviews.OrderBy(y => y.Id))
            .AsSplitQuery()
            .FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (refund is null)
        {
            return Problem.NotFound("refund");
        }
        ReturnTrace.Tag(refund.ReturnId);
        if (ETag.Mismatch(http, refund.Version) is { } changed)
        {
            return changed;
        }
        var waitsForAccount = await db.Refunds.WithoutAccount(db).AnyAsync(x => x.Id == id, cancellation);
        if (refund.WaitingFor != Refund.Approval && !waitsForAccount)
        {
            return ApproveRefund.NotWaiting(refund);
        }
        var now = time.GetUtcNow();
        var parts = refund.GiveUp(FailureReason.Refused, now, waitsForAccount ? Tender.CashOnDelivery : null);
        if (parts.Count == 0)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "in_hand",
                "The refund is being submitted. Retry in a few seconds."
            );
        }
        await db.ReleaseAsync(parts, cancellation);
        refund.Review(RefundReview.Refused, caller, request.Reason, now);
        parts.ForEach(x => db.Post(RefundPostings.Cancelled(x, now)));
        await outbox.TellAsync(refund, cancellation);
        return TypedResults.Ok(RefundSummary.Of(refund));
    }
}

/// <param name="Reason">Why it is not paid, for who looks into the return.</param>
internal sealed record Refusal(string? Reason);
