using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Resolves an exception and posts the resolution, in one commit.</summary>
internal static class ResolveException
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/exceptions/{id:guid}/resolve", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .HonoursIfMatch()
            .WithSummary(
                "Resolve an exception: accept the difference, write it off, settle, change the cap, or ignore it"
            )
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "exception_already_ended")
            .Problems(StatusCodes.Status422UnprocessableEntity, "resolution_does_not_fit");

    private static async Task<Results<Ok<DiscrepancyItem>, ProblemHttpResult>> HandleAsync(
        Guid id,
        ResolveRequest request,
        HttpRequest http,
        RefundDb db,
        ResolutionAdjustments moveCap,
        Caller caller,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        request.Check(checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var exception = await db.Discrepancies.FirstOrDefaultAsync(x => x.Id == id, cancellation);
        if (exception is null)
        {
            return Problem.NotFound("exception");
        }
        if (ETag.Mismatch(http, exception.Version) is { } changed)
        {
            return changed;
        }
        if (exception.Status != Discrepancy.Open)
        {
            return AssignException.AlreadyEnded(exception);
        }
        var (clearing, part) = await PartAsync(db, exception, cancellation);
        var payment = request.Payment ?? exception.Payment;
        if (request.WhyNot(exception, clearing, payment, part) is { } refusal)
        {
            return DoesNotFit(refusal);
        }
        var now = time.GetUtcNow();
        List<PostingLine> lines = [];
        if (Resolution.MovesCap(request.Resolution))
        {
            var (refused, told) = await moveCap.RunAsync(
                exception,
                request.Resolution,
                payment!,
                caller.PersonId,
                now,
                cancellation
            );
            if (refused is not null)
            {
                return DoesNotFit(refused);
            }
            lines = Resolution.Lines(exception, told);
        }
        else if (request.Resolution != Resolution.Ignore)
        {
            lines = Resolution.Lines(exception, Resolution.Target(request.Resolution, request.Account, clearing));
        }
        if (lines.Count > 0)
        {
            var book = await Book.TakeAsync(db, exception.StorefrontId, cancellation);
            db.Post(Resolution.PostingOf(exception, request.Resolution, lines, book.Date(now, now)));
        }
        exception.Resolve(request.Resolution, request.Note, caller.PersonId, now);
        return TypedResults.Ok(DiscrepancyItem.Of(exception));
    }

    private static ProblemHttpResult DoesNotFit(string why) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, "resolution_does_not_fit", why);

    /// <summary>The clearing account of its part, if that has succeeded by now, and the part's status.</summary>
    private static async Task<(string? Clearing, string? Status)> PartAsync(
        RefundDb db,
        Discrepancy exception,
        CancellationToken cancellation
    )
    {
        if (exception.PartId is not { } id)
        {
            return default;
        }
        var part = await db.RefundParts.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation);
        var success = ClearingLookup.SuccessOf(id);
        var clearing = await ClearingLookup.ClearingAsync(db, [success], cancellation);
        return (clearing.GetValueOrDefault(success).Line?.Account, part?.Status);
    }
}
