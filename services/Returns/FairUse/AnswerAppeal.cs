using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary><c>POST /v1/appeals/{id}/answer</c>: an agent answers a customer's appeal.</summary>
internal static class AnswerAppeal
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/appeals/{id:guid}/answer", HandleAsync)
            .RequireRoles(Roles.Agent)
            .Writes<ReturnsDb>()
            .WithSummary("Answer a customer's appeal; granted, all figures against them are reset")
            .Produces<AppealResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "already_answered");

    private static async Task<IResult> HandleAsync(
        Guid id,
        AppealAnswer request,
        Caller caller,
        ReturnsDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var checks = new Checks();
        CustomerText.Check(request.Text, checks);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        if (await db.Appeals.FirstOrDefaultAsync(x => x.Id == id, cancellation) is not { } appeal)
        {
            return Problem.NotFound("appeal");
        }
        if (appeal.DueAt is null)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "already_answered",
                $"{appeal.AnsweredByName} has answered it at {appeal.AnsweredAt:u}. The customer may appeal again."
            );
        }
        var now = time.GetUtcNow();
        (appeal.DueAt, appeal.AnsweredAt, appeal.Granted, appeal.Answer) = (null, now, request.Granted, request.Text);
        (appeal.AnsweredBy, appeal.AnsweredByName) = (caller.PersonId, caller.PersonName);
        if (request.Granted)
        {
            db.AddRange(
                appeal.Signals.Select(x =>
                    SignalDismissal.Of(
                        appeal.StorefrontId,
                        appeal.Customer,
                        x,
                        $"Appeal {appeal.Id} was granted.",
                        caller,
                        now
                    )
                )
            );
            foreach (
                var order in await CustomerStanding.CountersOfAsync(
                    db,
                    appeal.StorefrontId,
                    appeal.Customer,
                    cancellation
                )
            )
            {
                (order.CountedReturns, order.CountedUnits, order.Mismatches, order.Worn) = (0, 0, 0, 0);
            }
        }
        return TypedResults.Ok(AppealResponse.Of(appeal));
    }
}

/// <param name="Granted">True: what was until now counts no longer.</param>
/// <param name="Text">For the customer, 1 to 2,000 characters.</param>
internal sealed record AppealAnswer(bool Granted, string Text);
