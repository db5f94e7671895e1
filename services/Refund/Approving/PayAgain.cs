using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Issuing;
using AfterSalesMesh.Refund.Listing;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Approving;

/// <summary>
/// <c>POST /v1/refunds/{id}/pay-again</c>: somebody has looked into a refund that failed or came back, and what is owed of it goes on its
/// way anew: to the same payments in the same order, within what they have left by now.
/// </summary>
internal static class PayAgain
{
    private const int MaxNote = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/refunds/{id:guid}/pay-again", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .WithTags("Refund")
            .WithSummary("Pay what failed or came back of a refund once more, and say why; not by who decided it")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<RefundSummary>, ProblemHttpResult>> HandleAsync(
        Guid id,
        PayAgainRequest request,
        Caller caller,
        RefundDb db,
        TimeProvider time,
        DatabaseClock<RefundDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        if (!checks.Text(request.Note, "note", MaxNote))
        {
            return checks.ToProblem();
        }
        var refund = await db.Refunds.Include(x => x.Parts).FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (refund is null)
        {
            return Problem.NotFound("refund");
        }
        ReturnTrace.Tag(refund.ReturnId);
        if (refund.DecidedBy == caller.Subject)
        {
            return ApproveRefund.DecidedByYou();
        }
        if (WhyNot(refund) is { } why)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "nothing_to_pay", why);
        }
        var payments = await db.PaymentsAsync(refund.StorefrontId, refund.Tenders, cancellation);
        payments.Sort((one, other) => refund.Tenders.IndexOf(one.Reference) - refund.Tenders.IndexOf(other.Reference));
        var rooms = payments.ConvertAll(x => x.Room(refund.Currency));
        if (Split.Over(refund.Owed, rooms) is not { } shares)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                FailureReason.CapExceeded,
                $"Owed are {refund.Owed} {refund.Currency} (minor units), and its payments can give {rooms.Sum()} of it."
            );
        }
        var now = time.GetUtcNow();
        db.RefundParts.AddRange(refund.PlanAll(payments.Zip(shares), clock.UtcNow));
        (refund.ReviewedBy, refund.ReviewedAt, refund.ReviewNote) = (caller.Subject, now, request.Note);
        refund.SumUp(now);
        return TypedResults.Ok(RefundSummary.Of(refund));
    }

    private static string? WhyNot(Refund refund) =>
        !refund.HasEnded || refund.Owed == 0
            ? $"Of this refund nothing waits for being paid again: it is {refund.Status}."
        : refund.Reason == FailureReason.Refused ? "It was refused, and is owed no more."
        : refund.DueAt is not null ? "Its return has not heard yet that it came back: pay it again in a moment."
        : null;
}

/// <param name="Note">What was found out, for who looks into it later.</param>
internal sealed record PayAgainRequest(string? Note);
