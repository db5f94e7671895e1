using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
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
            // A refusal is remembered as well.
            .WritesInSteps<ReturnsDb>(keyRequired: true)
            .WithSummary("Request a return; an agent does so for a customer")
            .WithDescription(
                "A line may name another order of the same customer, in the same currency: `orderNumber`. What comes back of each "
                    + "order is refunded to its own payments. An agent of several storefronts says which one: `storefrontId`."
            )
            .Produces<ReturnResponse>(StatusCodes.Status201Created)
            .Problems(
                StatusCodes.Status422UnprocessableEntity,
                "not_eligible",
                "orders_differ",
                "resolution_not_available",
                "unknown_order"
            );

    private static async Task<IResult> HandleAsync(
        ReturnRequest request,
        Caller caller,
        ReturnsDb db,
        RequestDecision decision,
        ReviewFacts reviews,
        Outbox<ReturnsDb> outbox,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var (decided, problem) = await decision.MakeAsync(
            request,
            storefront,
            QueryTrackingBehavior.TrackAll,
            cancellation
        );
        if (problem is not null)
        {
            return problem;
        }
        var remembered = decided!.ToDecisions(DecisionKinds.Request, decided.Accepted);
        db.Decisions.AddRange(remembered);
        if (!decided.Accepted)
        {
            await RememberAsync(db, remembered, cancellation);
            return Refuse(decided);
        }
        var enteredBy = caller.Roles.Contains(Roles.Agent) ? new Instructor(caller.PersonId, caller.PersonName) : null;
        var requested = decided.Draft.ToReturn(decided, enteredBy);
        ReturnTrace.Tag(requested.CorrelationId);
        db.Returns.Add(requested);
        CountOnOrders(db, decided);
        KeepPhotos(db, requested, clock.UtcNow);
        var step = new ReturnStep(requested, requested.RequestedAt);
        if (decided.NeedsReview)
        {
            ReturnTable.Handle(step, new Referral(await reviews.OfAsync(decided, cancellation)));
        }
        else
        {
            ReturnTable.Handle(step, new Approval());
        }
        foreach (var (address, command) in step.Commands)
        {
            await outbox.SendAsync(address, command, cancellation);
        }
        return TypedResults.Created($"/v1/returns/{requested.CorrelationId}", ReturnResponse.Of(requested));
    }

    /// <summary>Each order counts what was requested of it, and finds the return.</summary>
    private static void CountOnOrders(ReturnsDb db, DecidedRequest decided)
    {
        decided.Order.RequestedReturns++;
        if (decided.Orders.Count == 1)
        {
            return;
        }
        foreach (var decision in decided.Orders)
        {
            decision.Order.SharedReturns++;
        }
        db.FurtherOrders.AddRange(
            decided
                .Orders.Skip(1)
                .Select(x => new FurtherOrder
                {
                    OrderId = x.Order.Id,
                    ReturnId = decided.ReturnId,
                    StorefrontId = x.Order.StorefrontId,
                })
        );
    }

    private static void KeepPhotos(ReturnsDb db, Return requested, DateTimeOffset now)
    {
        List<Guid> photos = [.. requested.Goods.Lines.SelectMany(x => x.Photos ?? []).Select(x => x.Id).Distinct()];
        if (photos.Count > 0)
        {
            db.Add(
                new PhotosToKeep
                {
                    Id = requested.CorrelationId,
                    StorefrontId = requested.StorefrontId,
                    PhotoIds = photos,
                    DueAt = now,
                }
            );
        }
    }

    /// <summary>Commits a refusal, which changes nothing else.</summary>
    private static async Task RememberAsync(ReturnsDb db, List<Decision> decisions, CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (Exception exception) when (Outage.IsConflict(exception))
        {
            // Another request has put the storefront's first policy meanwhile: it is the same.
            db.ChangeTracker.Clear();
            db.Decisions.AddRange(decisions);
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>Says why, line by line, in both languages.</summary>
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
