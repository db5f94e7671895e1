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
/// is reserved; a later request may be decided differently, unless it names the quote.
/// </summary>
internal static class QuoteReturn
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/returns/quote", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .Writes<ReturnsDb>()
            .WithSummary("Quote the refund of a return, line by line, with the rules that decide it")
            .Produces<QuoteResponse>()
            .Problems(StatusCodes.Status422UnprocessableEntity, "orders_differ", "too_many_returns", "unknown_order");

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
            checks.That(false, "quoteId", "must be omitted: a quote cannot name another quote");
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
        var cap = await OrderCap.ReadAsync(db, order, cancellation);
        var (worth, left) = (lines.Sum(x => x.Refund), await cap.RemainingAsync(db, cancellation));
        var refund = Math.Min(worth, left);
        return new QuotedOrder(
            order.Number,
            refund,
            StoreCreditOf(cap, refund, given, lines),
            refund < worth
                ? $"The lines are worth {worth} {order.Currency} (minor units), but only {left} can still be refunded to the order's payments: the rest went back by other means, or is promised to other returns."
                : null,
            decided.Outcome.Decision,
            decisionId
        );
    }

    /// <summary>
    /// The amount of lines requested as store credit, and the part of the others that goes back to payments made with store credit. The
    /// payments are refunded in their order, each up to its cap.
    /// </summary>
    /// <param name="cap">The caps of the order's payments.</param>
    /// <param name="refund">The refund of the lines, within the caps.</param>
    /// <param name="given">The amount that was already refunded for other returns of the order.</param>
    internal static long StoreCreditOf(OrderCap cap, long refund, long given, IReadOnlyList<QuotedLine> lines)
    {
        var requested = Math.Min(refund, lines.Where(x => x.Resolution == Resolutions.StoreCredit).Sum(x => x.Refund));
        var (rest, credited) = (refund - requested, 0L);
        foreach (var (payment, most) in cap.Payments)
        {
            var before = Math.Min(given, most);
            var share = Math.Min(rest, most - before);
            (given, rest) = (given - before, rest - share);
            credited += payment.Method == PaymentMethods.StoreCredit ? share : 0;
        }
        return requested + credited;
    }
}

/// <param name="Decimals">How many digits of an amount are after the decimal point: 2 for EUR, 0 for JPY.</param>
/// <param name="Refund">The sum of all eligible lines, in minor units, limited to the amount that can still be refunded to each order's payments.</param>
/// <param name="Eligible">True when <c>POST /v1/returns</c> would accept the request as it is.</param>
/// <param name="HandOverBy">The hand-over deadline of a return that is requested now, UTC; null if no line is eligible.</param>
/// <param name="StoreCredit">How much of the refund would be store credit: on request, or because the order was paid with store credit.</param>
/// <param name="LimitReason">The reason why the refund is less than the sum of the lines; null: it is not.</param>
/// <param name="Decision">The policy's decision on the request as a whole. Review: an agent decides.</param>
/// <param name="DecisionId">The id of the stored decision on the request's own order, by which a request names the quote.</param>
/// <param name="PolicyVersion">The version of the policy that decided.</param>
/// <param name="Rules">The rules that decided on the request as a whole, with their texts for the customer.</param>
/// <param name="Orders">The quote for each order, the request's own order first.</param>
/// <param name="HoldsUntil">Until when the same request, with this decisionId as its quoteId, gets exactly this refund, UTC; a quote can be used once. Other requests of the customer may change its decision.</param>
/// <param name="Standing">The customer's standing; null: the policy does not use it, or the order names no customer.</param>
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

/// <summary>The refund of the lines of one order to its payments. Amounts are minor units.</summary>
/// <param name="Refund">The sum of its eligible lines, limited to the amount that can still be refunded to its payments.</param>
/// <param name="StoreCredit">How much of that would be store credit.</param>
/// <param name="LimitReason">The reason why the refund is less than the sum of the lines; null: it is not.</param>
/// <param name="DecisionId">The id of the stored decision.</param>
internal sealed record QuotedOrder(
    string OrderNumber,
    long Refund,
    long StoreCredit,
    string? LimitReason,
    [property: OneOf(typeof(DecisionWords))] string Decision,
    Guid DecisionId
);

/// <summary>The customer's standing, which the decision may depend on.</summary>
/// <param name="HowToAppeal">How to appeal, for the customer. An appeal is posted to <c>/v1/customers/{reference}/standing/appeal</c>.</param>
internal sealed record QuotedStanding(StandingFigures Figures, LocalText HowToAppeal);

/// <param name="Rule">The policy rule that decided.</param>
/// <param name="Refusal">The reason why the line may not come back; null: it is eligible.</param>
/// <param name="Refund">Minor units; the parts add up to it.</param>
/// <param name="Resolution">The requested resolution.</param>
/// <param name="RefusalText">The text of the refusal for customers.</param>
/// <param name="Basis">Whether the line comes back within its window or under warranty.</param>
/// <param name="Until">The end of that window or warranty, UTC.</param>
/// <param name="WarrantyUntil">The end of the line's warranty, whatever the reason of the return, UTC.</param>
/// <param name="ReturnPostage">Who pays the return postage.</param>
/// <param name="Required">The condition that the goods must be in.</param>
/// <param name="Offers">The offers that the customer may choose from, including those that are not available yet.</param>
/// <param name="Rules">All rules that fired.</param>
/// <param name="StoreCreditBonus">The store credit given on top of the refund if the whole refund can be given, in minor units.</param>
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
            line.Eligible ? QuotedParts.Of(amounts, line.TaxRate) : null,
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

/// <summary>The parts of a line's refund in minor units: price - discount + tax + shipping - fees.</summary>
/// <param name="Price">The price before discount.</param>
/// <param name="Discount">The line's discount and its share of the order's discount.</param>
/// <param name="Tax">Tax added to the price.</param>
/// <param name="Shipping">Refunded outbound postage, with its tax.</param>
/// <param name="Fees">What the shop deducts, with its tax; an amount above the price of the goods lowers shipping instead.</param>
/// <param name="IncludedTax">The tax included in price and postage, less the tax of the fees, and so not added; below 0 if the fees have more. Tax and includedTax together are the tax of the refund.</param>
internal sealed record QuotedParts(long Price, long Discount, long Tax, long Shipping, long Fees, long IncludedTax)
{
    public static QuotedParts Of(UnitAmounts amounts, int? taxRate)
    {
        var x = amounts.AfterFees(taxRate);
        return new(x.Price, -x.Discount, x.Tax, x.Shipping, -x.Fees, x.IncludedTax);
    }
}
