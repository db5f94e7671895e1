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
        var (exception, refusal) = await FindOpenAsync(db, id, http, cancellation);
        if (exception is null)
        {
            return refusal!;
        }
        (exception.Owner, exception.Note) = (request.Owner, request.Note ?? exception.Note);
        return TypedResults.Ok(DiscrepancyItem.Of(exception, ETag.AfterCommit(db, exception)));
    }

    /// <summary>Loads an exception that a person may still change, or returns the refusal.</summary>
    internal static async Task<(Discrepancy? Exception, ProblemHttpResult? Refusal)> FindOpenAsync(
        RefundDb db,
        Guid id,
        HttpRequest http,
        CancellationToken cancellation
    )
    {
        var exception = await db.Discrepancies.FirstOrDefaultAsync(x => x.Id == id, cancellation);
        var refusal =
            exception is null ? Problem.NotFound("exception")
            : ETag.Mismatch(http, exception.Version) is { } changed ? changed
            : exception.Status == Discrepancy.Open ? null
            : Problem.Of(
                StatusCodes.Status409Conflict,
                "exception_already_ended",
                $"The exception was already {exception.Status} at {exception.ResolvedAt:u}."
            );
        return (refusal is null ? exception : null, refusal);
    }
}

/// <param name="Owner">The person who should resolve it.</param>
/// <param name="Note">Information for the owner; omitted: the note is not changed.</param>
internal sealed record AssignRequest(string Owner, string? Note = null);
