using AfterSalesMesh.Refund.Closing;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Settlements.Importing;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Settlements.Exceptions;

/// <summary>Ends an exception, and posts what that means, in one commit.</summary>
internal static class ResolveException
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/exceptions/{id:guid}/resolve", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .Writes<RefundDb>(keyRequired: true)
            .WithTags("Refund")
            .WithSummary(
                "Resolve an exception: accept the difference, write it off, settle, lower the cap, or ignore it"
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<ExceptionItem>, ProblemHttpResult>> HandleAsync(
        Guid id,
        ResolveRequest request,
        RefundDb db,
        LowerCap lowerCap,
        Caller caller,
        TimeProvider clock,
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
        if (exception.Status != Discrepancy.Open)
        {
            return AlreadyEnded(exception);
        }
        var clearing =
            request.Resolution == Resolution.Settle ? await ClearingAsync(db, exception, cancellation) : null;
        var payment = request.Payment ?? exception.Payment;
        if (request.WhyNot(exception, clearing, payment) is { } refusal)
        {
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, "resolution_does_not_fit", refusal);
        }
        var now = clock.GetUtcNow();
        if (Resolution.LowersCap(request.Resolution))
        {
            var (refused, account) = await lowerCap.RunAsync(
                exception,
                request.Resolution,
                payment!,
                caller.Subject,
                now,
                cancellation
            );
            if (refused is not null)
            {
                return Problem.Of(StatusCodes.Status422UnprocessableEntity, "resolution_does_not_fit", refused);
            }
            clearing = account;
        }
        if (request.Resolution != Resolution.Ignore)
        {
            var target = Resolution.Target(request.Resolution, request.Account, clearing);
            var book = await Book.TakeAsync(db, exception.StorefrontId, cancellation);
            db.Post(
                new Posting
                {
                    Id = DerivedId.From(exception.Id, "resolved"),
                    StorefrontId = exception.StorefrontId,
                    What = request.Resolution,
                    At = book.Date(now, now),
                    ReturnId = exception.ReturnId,
                    RefundId = exception.RefundId,
                    PartId = exception.PartId,
                    SettlementRowId = exception.RowId,
                    Lines = Resolution.Lines(exception, target),
                }
            );
        }
        exception.Resolve(request.Resolution, request.Note, caller.Subject, now);
        return TypedResults.Ok(ExceptionItem.Of(exception));
    }

    internal static ProblemHttpResult AlreadyEnded(Discrepancy exception) =>
        Problem.Of(
            StatusCodes.Status409Conflict,
            "exception_already_ended",
            $"The exception is {exception.Status} since {exception.ResolvedAt:O}. What was posted for it stands."
        );

    /// <summary>Where its part waits for a settlement, if it has succeeded by now.</summary>
    private static async Task<string?> ClearingAsync(RefundDb db, Discrepancy exception, CancellationToken cancellation)
    {
        if (exception.PartId is not { } part)
        {
            return null;
        }
        var success = InBooks.SuccessOf(part);
        var posting = await db
            .Postings.AsNoTracking()
            .Include(x => x.Lines)
            .FirstOrDefaultAsync(x => x.Id == success, cancellation);
        return posting?.Lines.Find(InBooks.IsClearing)?.Account;
    }
}
