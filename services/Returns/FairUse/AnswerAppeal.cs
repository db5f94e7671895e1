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
            .WithSummary("Answer a customer's appeal; granted, all figures against them begin anew")
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
        if (checks.That(request.Text is not null, "text", "must say why, for the customer"))
        {
            checks.OptionalLines(request.Text, "text", 2000);
        }
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
        (appeal.DueAt, appeal.AnsweredAt, appeal.Granted, appeal.Answer) = (
            null,
            time.GetUtcNow(),
            request.Granted,
            request.Text
        );
        (appeal.AnsweredBy, appeal.AnsweredByName) = (caller.PersonId, caller.PersonName);
        if (request.Granted)
        {
            foreach (
                var order in await CustomerStanding
                    .OrdersOf(db, appeal.StorefrontId, appeal.Customer)
                    .ToListAsync(cancellation)
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
