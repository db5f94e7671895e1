using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>A second person agrees to a large refund: it goes on its way.</summary>
internal static class ApproveRefund
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/refunds/{id:guid}/approve", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .HonoursIfMatch()
            .WithSummary("Approve a refund that waits for it; not by who decided it")
            .Problems(StatusCodes.Status403Forbidden, "decided_by_you")
            .Problems(StatusCodes.Status404NotFound, "not_found")
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
        if (refund.WaitingFor != Refund.Approval)
        {
            return NotWaiting(refund);
        }
        if (refund.DecidedBy == caller.PersonId)
        {
            return DecidedByYou();
        }
        refund.WaitingFor = null;
        refund.Review(RefundReview.Approved, caller, note: null, time.GetUtcNow());
        foreach (var part in refund.Parts.Where(x => x.Status == RefundStatus.Planned))
        {
            part.DueAt = clock.UtcNow;
        }
        return TypedResults.Ok(RefundSummary.Of(refund));
    }

    public static ProblemHttpResult DecidedByYou() =>
        Problem.Of(
            StatusCodes.Status403Forbidden,
            "decided_by_you",
            "You decided that this refund is owed: another person must approve it."
        );

    public static ProblemHttpResult NotWaiting(Refund refund) =>
        Problem.Of(
            StatusCodes.Status409Conflict,
            "not_waiting",
            $"This refund waits for no decision: it is {refund.Status}."
        );
}
