using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>Assigns an exception to an owner.</summary>
internal static class AssignException
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/exceptions/{id:guid}/assign", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>()
            .HonoursIfMatch()
            .WithSummary("Assign an exception to an owner, with a note")
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "exception_already_ended");

    private static async Task<Results<Ok<DiscrepancyItem>, ProblemHttpResult>> HandleAsync(
        Guid id,
        AssignRequest request,
        HttpRequest http,
        RefundDb db,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        checks.Text(request.Owner, "owner", 100);
        checks.OptionalLines(request.Note, "note", 1000);
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
            return AlreadyEnded(exception);
        }
        (exception.Owner, exception.Note) = (request.Owner, request.Note ?? exception.Note);
        return TypedResults.Ok(DiscrepancyItem.Of(exception));
    }

    internal static ProblemHttpResult AlreadyEnded(Discrepancy exception) =>
        Problem.Of(
            StatusCodes.Status409Conflict,
            "exception_already_ended",
            $"The exception was {exception.Status} at {exception.ResolvedAt:O}. Its posting stays."
        );
}

/// <param name="Owner">Who is to resolve it.</param>
/// <param name="Note">What they should know; left out, the note stays.</param>
internal sealed record AssignRequest(string Owner, string? Note = null);
