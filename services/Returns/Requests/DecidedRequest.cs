using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>A request and the policy's decision on it.</summary>
/// <param name="Draft">Holds the units of the approved lines.</param>
/// <param name="Orders">The decisions on the lines of each order, the request's own order first.</param>
/// <param name="ReturnId">The id of the return, if it is created.</param>
internal sealed record DecidedRequest(
    ReturnDraft Draft,
    ReturnRequest Request,
    EffectivePolicy Policy,
    IReadOnlyList<DecidedOrder> Orders,
    Guid ReturnId
)
{
    /// <summary>The request's own order.</summary>
    public Order Order => Orders[0].Order;

    /// <summary>The facts of the request's own order; those of the request and its customer are the same for all orders.</summary>
    public PolicyFacts Facts => Orders[0].Facts;

    /// <summary>The lines, in the order of the request.</summary>
    public IReadOnlyList<DecidedLine> Lines { get; } = LinesOf(Request, Orders);

    /// <summary>The decision on the request as a whole: refused when the lines of one order are; the clocks are those of its own order.</summary>
    public PolicyOutcome Outcome { get; } = OutcomeOf(Request, Orders);

    /// <summary>True when the request becomes a return: approved by the policy, or left to an agent.</summary>
    public bool Accepted => Lines.All(x => x.Eligible) && Outcome.Decision != DecisionWords.Refuse;

    public bool NeedsReview => Outcome.Decision == DecisionWords.Review;

    /// <summary>Until when a quote is valid: at most until its hand-over deadline.</summary>
    public DateTimeOffset HoldsUntil =>
        new[] { Outcome.Clocks.Quote, Outcome.Clocks.HandOver }
            .Select(x => x.EndFrom(Facts.At, TimeZoneInfo.FindSystemTimeZoneById(Policy.TimeZone)))
            .Min();

    /// <summary>The decisions to be stored, one for each order.</summary>
    public List<Decision> ToDecisions(string kind, bool isReturn)
    {
        var first =
            isReturn && Request.QuoteId is { } quoteId ? ReturnDecisionIdOf(quoteId) : Guid.CreateVersion7(Facts.At);
        return
        [
            .. Orders.Select(x =>
                Decision.Of(
                    kind,
                    x.Order.StorefrontId,
                    x.Order.Id,
                    isReturn ? ReturnId : null,
                    Policy,
                    x.Facts,
                    x.Outcome,
                    DecisionIdOf(first, x.Order, isFurther: x != Orders[0])
                )
            ),
        ];
    }

    /// <summary>The id of the decision on one of a request's orders.</summary>
    /// <param name="own">The id of the decision on the request's own order.</param>
    public static Guid DecisionIdOf(Guid own, Order order, bool isFurther) =>
        isFurther ? DerivedId.From(own, "order", order.Number) : own;

    /// <summary>The id of the decision on the one return that a quote allows: of several concurrent requests, only one can add it.</summary>
    public static Guid ReturnDecisionIdOf(Guid quoteId) => DerivedId.From(quoteId, "return");

    private static IReadOnlyList<DecidedLine> LinesOf(ReturnRequest request, IReadOnlyList<DecidedOrder> orders)
    {
        if (orders is [var only])
        {
            return only.Lines;
        }
        var byOrder = orders.ToDictionary(x => x.Order.Number, x => new Queue<DecidedLine>(x.Lines));
        return [.. request.Lines.Select(x => byOrder[request.OrderOf(x)].Dequeue())];
    }

    private static PolicyOutcome OutcomeOf(ReturnRequest request, IReadOnlyList<DecidedOrder> orders)
    {
        if (orders is [var only])
        {
            return only.Outcome;
        }
        string[] bySeverity = [DecisionWords.Refuse, DecisionWords.Review, DecisionWords.Approve];
        return new(
            bySeverity.First(word => orders.Any(x => x.Outcome.Decision == word)),
            [.. LinesOf(request, orders).Select(x => x.Outcome)],
            [.. orders.SelectMany(x => x.Outcome.Rules).Distinct()],
            orders[0].Outcome.Clocks,
            orders.Sum(x => x.Outcome.Deduction),
            orders[^1].Outcome.ReturnFee
        );
    }
}

/// <summary>The policy's decisions on the lines of one order.</summary>
internal sealed record DecidedOrder(
    Order Order,
    PolicyFacts Facts,
    PolicyOutcome Outcome,
    IReadOnlyList<DecidedLine> Lines
);

/// <summary>A line of a request and the policy's decision on it.</summary>
/// <param name="Units">The units reserved for the line; empty when it is refused.</param>
/// <param name="TaxRate">The tax rate of the goods, in basis points; null: not given, or refused.</param>
internal sealed record DecidedLine(
    ReturnLineRequest Request,
    string OrderNumber,
    LineOutcome Outcome,
    IReadOnlyList<ReturnUnit> Units,
    int? TaxRate = null
)
{
    public bool Eligible => Units.Count > 0;

    public UnitAmounts Amounts => UnitAmounts.SumOf(Units.Select(x => x.Amounts));

    /// <summary>The rule that approved or refused the line.</summary>
    public string Rule => !Outcome.Approved || Eligible ? Outcome.Rule : BuiltIn.NotAvailable;

    /// <summary>The reason for a refusal, for customers; null: not refused.</summary>
    public LocalText? Refusal =>
        Eligible ? null
        : Outcome.Approved ? BuiltIn.Refusals[BuiltIn.NotAvailable]
        : Outcome.Text;
}
