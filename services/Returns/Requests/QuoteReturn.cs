using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// <c>POST /v1/returns/quote</c>: the amount that a return would give, line by line, calculated like the request itself. Nothing
/// is reserved; a later request may get another answer, unless it names the quote.
/// </summary>
internal static class QuoteReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/quote", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .Writes<ReturnsDb>()
            .WithSummary("Quote the amount that a return would give, line by line, and by which rule")
            .Produces<QuoteResponse>()
            .Problems(StatusCodes.Status422UnprocessableEntity, "orders_differ", "unknown_order");

    private static async Task<IResult> HandleAsync(
        ReturnRequest request,
        Caller caller,
        ReturnsDb db,
        RequestDecider decider,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        if (request.QuoteId is not null)
        {
            var checks = new Checks();
            checks.That(false, "quoteId", "must be left out: a quote is made anew");
            return checks.ToProblem();
        }
        var (decided, problem) = await decider.MakeAsync(
            request,
            storefront,
            QueryTrackingBehavior.NoTracking,
            cancellation
        );
        if (problem is not null)
        {
            return problem;
        }
        var remembered = decided!.ToDecisions(DecisionKinds.Quote, isReturn: false);
        db.Decisions.AddRange(remembered);
        List<QuotedLine> lines = [.. decided.Lines.Select(QuotedLine.Of)];
        List<QuotedOrder> orders = [];
        foreach (var (order, of) in decided.Orders.Zip(remembered))
        {
            List<QuotedLine> ofOrder = lines.FindAll(x => x.OrderNumber == order.Order.Number);
            orders.Add(await QuoteOrderAsync(db, order, ofOrder, of.Id, cancellation));
        }
        var zone = TimeZoneInfo.FindSystemTimeZoneById(decided.Policy.TimeZone);
        var limits = orders.Select(x => x.LimitReason).OfType<string>().ToList();
        return TypedResults.Ok(
            new QuoteResponse(
                decided.Order.Number,
                decided.Order.Currency,
                Money.DecimalsOf(decided.Order.Currency),
                orders.Sum(x => x.Refund),
                decided.Accepted,
                lines.Exists(x => x.Eligible) ? decided.Outcome.Clocks.HandOver.EndFrom(decided.Facts.At, zone) : null,
                lines,
                orders.Sum(x => x.StoreCredit),
                limits.Count > 0 ? string.Join(' ', limits) : null,
                decided.Outcome.Decision,
                remembered[0].Id,
                decided.Policy.Number,
                decided.Outcome.Rules,
                orders,
                decided.HoldsUntil,
                decided.Facts.Standing is null
                    ? null
                    : new QuotedStanding(
                        StandingFigures.Of(decided.Facts.Standing),
                        decided.Policy.Document.Standing.Appeal
                    )
            )
        );
    }

    private static async Task<QuotedOrder> QuoteOrderAsync(
        ReturnsDb db,
        DecidedOrder decided,
        List<QuotedLine> lines,
        Guid decisionId,
        CancellationToken cancellation
    )
    {
        var order = decided.Order;
        var given = order.Payments.Any(x => x.Method == PaymentMethods.StoreCredit)
            ? await OrderReturns.RefundedAsync(db, order, cancellation)
            : 0;
        var (worth, left) = (lines.Sum(x => x.Refund), await OrderCap.RemainingAsync(db, order, cancellation));
        var refund = Math.Min(worth, left);
        return new QuotedOrder(
            order.Number,
            refund,
            Math.Min(refund, StoreCreditOf(order.Payments, given, lines)),
            refund < worth
                ? $"The lines are worth {worth} {order.Currency} (minor units), and the order's payments can give {left} more: the rest went back by other means, or is promised to other returns."
                : null,
            decided.Outcome.Decision,
            decisionId
        );
    }

    /// <summary>
    /// The lines requested as store credit, and the part of the others that goes back to payments made with store credit. The
    /// payments are refunded in their order, each up to its cap.
    /// </summary>
    /// <param name="given">The amount that other returns of the order were refunded before.</param>
    internal static long StoreCreditOf(
        IReadOnlyList<CapturedPayment> payments,
        long given,
        IReadOnlyList<QuotedLine> lines
    )
    {
        var requested = lines.Where(x => x.Resolution == Resolutions.StoreCredit).Sum(x => x.Refund);
        var (rest, credited) = (lines.Sum(x => x.Refund) - requested, 0L);
        foreach (var payment in payments)
        {
            var cap = payment.Captured - payment.Refunded;
            var before = Math.Min(given, cap);
            var share = Math.Min(rest, cap - before);
            (given, rest) = (given - before, rest - share);
            credited += payment.Method == PaymentMethods.StoreCredit ? share : 0;
        }
        return requested + credited;
    }
}

/// <param name="Decimals">How many digits of an amount stand behind the decimal point: 2 for EUR, 0 for JPY.</param>
/// <param name="Refund">The sum of all eligible lines, in minor units, though no more than each order's payments can still give.</param>
/// <param name="Eligible">Whether <c>POST /v1/returns</c> would take the request as it is.</param>
/// <param name="HandOverBy">The hand-over deadline of a return that is requested now, UTC; null where no line is eligible.</param>
/// <param name="StoreCredit">How much of the refund would be store credit: on request, or because it was paid with store credit.</param>
/// <param name="LimitReason">Why the refund is less than its lines are worth; null: it is not.</param>
/// <param name="Decision">What the policy decides on the request as a whole. Review: an agent decides on it.</param>
/// <param name="DecisionId">Under which the decision on its own order is remembered, and by which a request names the quote.</param>
/// <param name="PolicyVersion">The version of the policy that decided.</param>
/// <param name="Rules">The rules that decided on the request as a whole, with what a customer can be told.</param>
/// <param name="Orders">The same for each order, the request's own first.</param>
/// <param name="HoldsUntil">Until when the same request with this decisionId as its quoteId gets exactly that, once, UTC.</param>
/// <param name="Standing">The customer's; null: the policy does not look at it, or the order names no customer.</param>
internal sealed record QuoteResponse(
    string OrderNumber,
    string Currency,
    int Decimals,
    long Refund,
    bool Eligible,
    DateTimeOffset? HandOverBy,
    IReadOnlyList<QuotedLine> Lines,
    long StoreCredit,
    string? LimitReason,
    [property: OneOf(typeof(DecisionWords))] string Decision,
    Guid DecisionId,
    int PolicyVersion,
    IReadOnlyList<FiredRule> Rules,
    IReadOnlyList<QuotedOrder> Orders,
    DateTimeOffset HoldsUntil,
    QuotedStanding? Standing = null
);

/// <summary>What the lines of one order would give back to its payments. Amounts are minor units.</summary>
/// <param name="Refund">The sum of its eligible lines, though no more than its payments can still give.</param>
/// <param name="StoreCredit">How much of that would be store credit.</param>
/// <param name="LimitReason">Why the refund is less than its lines are worth; null: it is not.</param>
/// <param name="DecisionId">Under which the decision is remembered.</param>
internal sealed record QuotedOrder(
    string OrderNumber,
    long Refund,
    long StoreCredit,
    string? LimitReason,
    [property: OneOf(typeof(DecisionWords))] string Decision,
    Guid DecisionId
);

/// <summary>What counts in the customer's favour or against them.</summary>
/// <param name="HowToAppeal">For the customer: their appeal goes to <c>/v1/customers/{reference}/standing/appeal</c>.</param>
internal sealed record QuotedStanding(StandingFigures Figures, LocalText HowToAppeal);

/// <param name="Rule">The policy rule that decided.</param>
/// <param name="Refusal">Why the line may not come back; null when eligible.</param>
/// <param name="Refund">Minor units; the parts add up to it.</param>
/// <param name="Resolution">As requested.</param>
/// <param name="RefusalText">The refusal for customers.</param>
/// <param name="Basis">Whether it comes back within its window or under warranty.</param>
/// <param name="Until">The end of that, UTC.</param>
/// <param name="WarrantyUntil">The end of its warranty, whatever the reason, UTC.</param>
/// <param name="ReturnPostage">Who pays the way back.</param>
/// <param name="Required">The condition that the goods must be in.</param>
/// <param name="Offers">What the customer may choose, and what the policy offers and cannot be carried out yet.</param>
/// <param name="Rules">All rules that fired.</param>
/// <param name="StoreCreditBonus">What is given as store credit on top of the refund, when all of that can be given; minor units.</param>
internal sealed record QuotedLine(
    string LineId,
    int Quantity,
    string Reason,
    bool Eligible,
    string Rule,
    string? Refusal,
    long Refund,
    QuotedParts? Parts,
    string Resolution,
    LocalText? RefusalText = null,
    [property: OneOf(typeof(Bases))] string? Basis = null,
    DateTimeOffset? Until = null,
    DateTimeOffset? WarrantyUntil = null,
    [property: OneOf(typeof(Payers))] string? ReturnPostage = null,
    IReadOnlyList<string>? Required = null,
    IReadOnlyList<PolicyOffer>? Offers = null,
    IReadOnlyList<FiredRule>? Rules = null,
    string? OrderNumber = null,
    long StoreCreditBonus = 0
)
{
    public static QuotedLine Of(DecidedLine line)
    {
        var amounts = line.Amounts;
        return new(
            line.Request.LineId,
            line.Request.Quantity,
            line.Request.Reason,
            line.Eligible,
            line.Rule,
            line.Refusal?.English,
            amounts.Sum,
            line.Eligible ? QuotedParts.Of(amounts) : null,
            line.Request.Resolution,
            line.Refusal,
            line.Outcome.Basis,
            line.Outcome.Until,
            line.Outcome.WarrantyUntil,
            line.Outcome.Approved ? line.Outcome.ReturnPostage : null,
            line.Outcome.Required,
            line.Outcome.Offers,
            line.Outcome.Rules,
            line.OrderNumber,
            line.Units.Sum(x =>
                Saga.StoreCreditBonus.Of(x.Amounts.Sum, line.Outcome.BonusPercentOf(line.Request.Resolution))
            )
        );
    }
}

/// <summary>Minor units; price - discount + tax + shipping - fees is the line's refund.</summary>
/// <param name="Price">Before discount.</param>
/// <param name="Discount">Taken off: the line's discount, and its share of the order's.</param>
/// <param name="Tax">On top of the price.</param>
/// <param name="Shipping">Outbound postage paid back, with its tax.</param>
/// <param name="Fees">Kept by the shop.</param>
/// <param name="IncludedTax">How much of the refund is tax within price and postage; not added.</param>
internal sealed record QuotedParts(long Price, long Discount, long Tax, long Shipping, long Fees, long IncludedTax)
{
    public static QuotedParts Of(UnitAmounts x) => new(x.Price, -x.Discount, x.Tax, x.Shipping, -x.Fees, x.IncludedTax);
}
