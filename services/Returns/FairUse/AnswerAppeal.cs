using AfterSalesMesh.DurableMessaging.Storage;
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
            .WithSummary("Answer a customer's appeal; if it is granted, all figures against them are reset")
            .Produces<AppealResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status409Conflict, "already_answered");

    private static async Task<IResult> HandleAsync(
        Guid id,
        AppealAnswer request,
        Caller caller,
        ReturnsDb db,
        AppealAnswers answers,
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
        if (appeal.AnswerBy is null)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "already_answered",
                $"{appeal.AnsweredByName} answered this appeal at {appeal.AnsweredAt:u}. The customer may appeal again."
            );
        }
        var by = (caller.PersonId, caller.PersonName);
        await answers.AnswerAsync(appeal, request.Granted, request.Text, by, time.GetUtcNow(), cancellation);
        return TypedResults.Ok(AppealResponse.Of(appeal));
    }
}

/// <summary>Answers an appeal: if it is granted, all figures against the customer are reset and their signals dismissed.</summary>
internal sealed class AppealAnswers(ReturnsDb db, DatabaseClock<ReturnsDb> clock)
{
    /// <param name="by">The id and name of the person; <see cref="Appeal.ByPolicy"/> twice.</param>
    public async Task AnswerAsync(
        Appeal appeal,
        bool granted,
        string? text,
        (string Id, string Name) by,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        appeal.Close(granted, text, by, now, clock.UtcNow);
        if (!granted)
        {
            return;
        }
        var (storefront, customer) = (appeal.StorefrontId, appeal.Customer);
        var note = $"Appeal {appeal.Id} was granted.";
        db.AddRange(appeal.Signals.Select(x => SignalDismissal.Of(storefront, customer, x, note, by, now)));
        foreach (var order in await CustomerStanding.CountersOfAsync(db, storefront, customer, cancellation))
        {
            (order.CountedReturns, order.CountedUnits, order.Mismatches, order.Worn) = (0, 0, 0, 0);
        }
    }
}

/// <param name="Granted">True: orders and returns until now no longer count.</param>
/// <param name="Text">The answer for the customer, 1 to 2,000 characters.</param>
internal sealed record AppealAnswer(bool Granted, string Text);
