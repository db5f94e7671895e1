using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>A request and what the policy decided on it.</summary>
/// <param name="Draft">Holds the units of the approved lines.</param>
/// <param name="Orders">What it decided on the lines of each order, the request's own first.</param>
/// <param name="ReturnId">The id of its return, should it be made.</param>
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

    /// <summary>The facts of its own order; those of the request and its customer are the same for all.</summary>
    public PolicyFacts Facts => Orders[0].Facts;

    /// <summary>In the order of the request.</summary>
    public IReadOnlyList<DecidedLine> Lines { get; } = LinesOf(Request, Orders);

    /// <summary>On the request as a whole: refused when one order's lines are; its clocks are those of its own order.</summary>
    public PolicyOutcome Outcome { get; } = OutcomeOf(Request, Orders);

    /// <summary>Whether it becomes a return: approved by the policy, or left to an agent.</summary>
    public bool Accepted => Lines.All(x => x.Eligible) && Outcome.Decision != DecisionWords.Refuse;

    public bool NeedsReview => Outcome.Decision == DecisionWords.Review;

    /// <summary>Until when it holds as a quote: no longer than until its hand-over deadline.</summary>
    public DateTimeOffset HoldsUntil =>
        new[] { Outcome.Clocks.Quote, Outcome.Clocks.HandOver }
            .Select(x => x.EndFrom(Facts.At, TimeZoneInfo.FindSystemTimeZoneById(Policy.TimeZone)))
            .Min();

    /// <summary>The rows that remember it, one for each order.</summary>
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

    /// <summary>The decision on one of a request's orders.</summary>
    /// <param name="own">That on the request's own order.</param>
    public static Guid DecisionIdOf(Guid own, Order order, bool isFurther) =>
        isFurther ? DerivedId.From(own, "order", order.Number) : own;

    /// <summary>The decision on the only return that a quote gives: of several requests at once, one can add it.</summary>
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

/// <summary>What the policy decided on the lines of one order.</summary>
internal sealed record DecidedOrder(
    Order Order,
    PolicyFacts Facts,
    PolicyOutcome Outcome,
    IReadOnlyList<DecidedLine> Lines
);

/// <summary>One line of a request and what the policy decided on it.</summary>
/// <param name="Units">What is reserved for it; nothing when it may not come back.</param>
internal sealed record DecidedLine(
    ReturnLineRequest Request,
    string OrderNumber,
    LineOutcome Outcome,
    IReadOnlyList<ReturnUnit> Units
)
{
    public bool Eligible => Units.Count > 0;

    public UnitAmounts Amounts => UnitAmounts.SumOf(Units.Select(x => x.Amounts));

    /// <summary>The rule that approved it, or why it may not come back.</summary>
    public string Rule => !Outcome.Approved || Eligible ? Outcome.Rule : BuiltIn.NotAvailable;

    /// <summary>Why it may not come back, for customers; null: it may.</summary>
    public LocalText? Refusal =>
        Eligible ? null
        : Outcome.Approved ? BuiltIn.Refusals[BuiltIn.NotAvailable]
        : Outcome.Text;
}
