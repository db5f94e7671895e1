using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary><c>POST /v1/returns</c>: a customer requests to send something back.</summary>
internal static class RequestReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            // A refusal is stored as well.
            .WritesInSteps<ReturnsDb>(keyRequired: true)
            .WithSummary("Request a return; an agent does so for a customer")
            .WithDescription(
                "A line may name another order (`orderNumber`) of the same customer, in the same currency. Each order's goods are "
                    + "refunded to that order's payments. Several orders may have at most 100 payments, 5,000 lines and 100,000 pieces together. An order has "
                    + "at most 500 returns, and is in at most 500 returns of several orders. An agent of several storefronts names one: `storefrontId`."
            )
            .Produces<ReturnResponse>(StatusCodes.Status201Created)
            .Problems(
                StatusCodes.Status422UnprocessableEntity,
                "not_eligible",
                "orders_differ",
                "quote_differs",
                "quote_expired",
                "quote_used",
                "resolution_not_available",
                "too_many_returns",
                "unknown_order",
                "unknown_quote"
            );

    private static async Task<IResult> HandleAsync(
        ReturnRequest request,
        Caller caller,
        ReturnsDb db,
        RequestDecider decider,
        NewReturns returns,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var (decided, problem) = await decider.MakeAsync(
            request,
            storefront,
            QueryTrackingBehavior.TrackAll,
            cancellation
        );
        if (problem is not null)
        {
            return problem;
        }
        if (!decided!.Accepted)
        {
            await RememberAsync(db, decided.ToDecisions(DecisionKinds.Request, isReturn: false), cancellation);
            return Refuse(decided);
        }
        var enteredBy = caller.Roles.Contains(Roles.Agent) ? new Instructor(caller.PersonId, caller.PersonName) : null;
        var requested = await returns.AddAsync(decided, enteredBy, cancellation);
        return TypedResults.Created($"/v1/returns/{requested.CorrelationId}", ReturnResponse.Of(requested));
    }

    /// <summary>Commits the decision of a refusal, and nothing else.</summary>
    private static async Task RememberAsync(ReturnsDb db, List<Decision> decisions, CancellationToken cancellation)
    {
        db.Decisions.AddRange(decisions);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (Exception exception) when (Outage.IsConflict(exception))
        {
            // Another request has stored the storefront's first policy meanwhile, which is the same.
            db.ChangeTracker.Clear();
            db.Decisions.AddRange(decisions);
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>The problem of a refused request, with a reason for each line in both languages.</summary>
    private static ProblemHttpResult Refuse(DecidedRequest decided)
    {
        var reasons = decided
            .Lines.Index()
            .Where(x => x.Item.Refusal is not null)
            .ToDictionary(x => $"lines[{x.Index}]", x => Sentences(x.Item.Rule, x.Item.Refusal!));
        foreach (var rule in decided.Outcome.Rules.Where(x => x.Effect is DecisionWords.Refuse or DecisionWords.Review))
        {
            reasons[rule.Subject ?? rule.Rule] = Sentences(rule.Rule, rule.Text!);
        }
        var isOnOffer = decided.Lines.All(x => x.Outcome.Approved) && decided.Lines.Any(x => !x.Eligible);
        var flaws = new Checks();
        foreach (var (where, sentences) in reasons)
        {
            Array.ForEach(sentences, sentence => flaws.That(false, where, sentence));
        }
        return flaws.ToProblem(
            StatusCodes.Status422UnprocessableEntity,
            isOnOffer ? "resolution_not_available" : "not_eligible"
        );

        static string[] Sentences(string rule, LocalText text) =>
            [$"{rule}: {text.English}", $"{rule}: {text.Chinese}"];
    }
}
