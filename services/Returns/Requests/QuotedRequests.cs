using System.Globalization;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// Decides a request as it was quoted, while the quote is valid: by the quote's time and policy, and by its standing, unless the
/// customer has requested more since.
/// </summary>
internal sealed class QuotedRequests(ReturnsDb db, PolicyVersions versions)
{
    /// <param name="orders">The orders, the request's own order first.</param>
    public async Task<(DecidedRequest? Decided, ProblemHttpResult? Problem)> DecideAsync(
        ReturnRequest request,
        Guid quoteId,
        IReadOnlyList<Order> orders,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var quotes = await FindAsync(quoteId, orders, cancellation);
        if (quotes.GetValueOrDefault(orders[0].Id) is not { } quote || quote.Id != quoteId)
        {
            return Refuse("unknown_quote", $"There is no quote '{quoteId}' of order '{orders[0].Number}'.");
        }
        var decisionId = DecidedRequest.ReturnDecisionIdOf(quoteId);
        var made = db.Decisions.Where(x => x.Id == decisionId).Select(x => x.ReturnId);
        if (await made.FirstOrDefaultAsync(cancellation) is { } returnId)
        {
            return Refuse("quote_used", $"The quote has already been used for return {returnId}.");
        }
        var policy = await versions.GetAsync(
            quote.StorefrontId,
            quote.Company,
            quote.PolicyVersion,
            quote.Facts.TimeZone,
            cancellation
        );
        var draft = await ReturnDraft.StartAsync(orders, request.Lines, db, now, cancellation);
        var standing = await StandingAsync(quote, orders[0], policy.Document, cancellation);
        var decided = draft.Decide(request, policy, standing, quote.Facts.At);
        if (decided.HoldsUntil < now)
        {
            return Refuse(
                "quote_expired",
                string.Create(CultureInfo.InvariantCulture, $"The quote expired at {decided.HoldsUntil:u}.")
            );
        }
        return decided.Orders.All(x => IsAsQuoted(x, quotes.GetValueOrDefault(x.Order.Id)))
            ? (decided, null)
            : Refuse(
                "quote_differs",
                "The request differs from the quote, or since the quote its pieces were requested, its order was changed, or other requests of its customer have led to another decision."
            );
    }

    /// <summary>
    /// The customer's standing in the quote. If they have requested more since then, it is their present standing with all later facts,
    /// for example a verdict: several quotes, each made before the others were used, cannot exceed a limit.
    /// </summary>
    private async Task<Standing?> StandingAsync(
        Decision quote,
        Order order,
        PolicyDocument policy,
        CancellationToken cancellation
    )
    {
        var quoted = quote.Facts.Standing;
        var present = await CustomerStanding.OfAsync(db, order, policy, quote.Facts.At, forReturn: true, cancellation);
        return present?.Returns > (quoted?.Returns ?? 0) || present?.ReturnedPieces > (quoted?.ReturnedPieces ?? 0)
            ? present
            : quoted;
    }

    /// <summary>The decisions of the quote, by order.</summary>
    private Task<Dictionary<Guid, Decision>> FindAsync(
        Guid quoteId,
        IReadOnlyList<Order> orders,
        CancellationToken cancellation
    )
    {
        List<Guid> ids = [.. orders.Select(x => DecidedRequest.DecisionIdOf(quoteId, x, isFurther: x != orders[0]))];
        List<Guid> orderIds = [.. orders.Select(x => x.Id)];
        return db
            .Decisions.AsNoTracking()
            .Where(x => ids.Contains(x.Id) && x.Kind == DecisionKinds.Quote && orderIds.Contains(x.OrderId))
            .ToDictionaryAsync(x => x.OrderId, cancellation);
    }

    private static bool IsAsQuoted(DecidedOrder decided, Decision? quote) =>
        quote is not null
        && (decided.Outcome.Decision, decided.Outcome.Refund) == (quote.Outcome, quote.Refund)
        && Decision.RulesOf(decided.Outcome).SequenceEqual(quote.Rules)
        // Without this comparison, each order of a quote could be requested separately.
        && decided.Facts.Others == quote.Facts.Others
        && decided.Facts.Lines.Select(Requested).SequenceEqual(quote.Facts.Lines.Select(Requested));

    private static (string, int, string, string) Requested(LineFacts line) =>
        (line.LineId, line.Quantity, line.Reason, line.Resolution);

    private static (DecidedRequest? Decided, ProblemHttpResult? Problem) Refuse(string word, string why) =>
        (
            null,
            Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                word,
                $"{why} Request a new quote, or omit quoteId to use the current policy."
            )
        );
}
