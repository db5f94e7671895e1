using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Orders;
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
            .RequireRoles(Roles.Storefront)
            // A refusal is remembered as well.
            .WritesInSteps<ReturnsDb>(keyRequired: true)
            .WithSummary("Request a return")
            .Produces<ReturnResponse>(StatusCodes.Status201Created)
            .Problems(
                StatusCodes.Status422UnprocessableEntity,
                "not_eligible",
                "resolution_not_available",
                "unknown_order"
            );

    private static async Task<IResult> HandleAsync(
        ReturnRequest request,
        Caller caller,
        ReturnsDb db,
        PolicyVersions versions,
        Outbox<ReturnsDb> outbox,
        TimeProvider time,
        DatabaseClock<ReturnsDb> clock,
        CancellationToken cancellation
    )
    {
        var checks = request.Check();
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var order = await db
            .Orders.Include(x => x.Contact)
            .FirstOrDefaultAsync(
                x => x.StorefrontId == caller.StorefrontId && x.Number == request.OrderNumber,
                cancellation
            );
        if (order is null)
        {
            return UnknownOrder(request.OrderNumber);
        }
        var now = time.GetUtcNow();
        var policy = await versions.InEffectAsync(order.StorefrontId, order.Customer.Company, now, cancellation);
        var reasons = request.CheckReasons(policy.Document);
        if (reasons.Failed)
        {
            return reasons.ToProblem();
        }
        var standing = await CustomerStanding.OfAsync(db, order, policy.Document, now, cancellation);
        var draft = await ReturnDraft.StartAsync(order, request.Lines, db, now, cancellation);
        var decided = draft.Decide(request, policy, standing);
        var decision = decided.ToDecision(DecisionKinds.Request, decided.Approved);
        db.Decisions.Add(decision);
        if (!decided.Approved)
        {
            await RememberAsync(db, decision, cancellation);
            return Refuse(decided);
        }
        var requested = draft.ToReturn(decided);
        ReturnTrace.Tag(requested.CorrelationId);
        order.RequestedUnits += requested.Goods.Units.Count;
        order.RequestedReturns++;
        db.Returns.Add(requested);
        KeepPhotos(db, requested, clock.UtcNow);
        await outbox.PublishAsync(
            new ReturnRequested(
                requested.CorrelationId,
                requested.StorefrontId,
                requested.OrderNumber,
                requested.RequestedAt
            ),
            cancellation
        );
        return TypedResults.Created($"/v1/returns/{requested.CorrelationId}", ReturnResponse.Of(requested));
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
    private static async Task RememberAsync(ReturnsDb db, Decision decision, CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (Exception exception) when (Outage.IsConflict(exception))
        {
            // Another request has put the storefront's first policy meanwhile: it is the same.
            db.ChangeTracker.Clear();
            db.Decisions.Add(decision);
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

    internal static ProblemHttpResult UnknownOrder(string number) =>
        Unprocessable("unknown_order", $"There is no order '{number}': PUT it to /v1/orders first.");

    private static ProblemHttpResult Unprocessable(string word, string detail) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, word, detail);
}
