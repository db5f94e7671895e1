using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// Prepares a return: reserves units of an order, line by line, as far as the policy allows. It takes the first free units of a
/// line; units that came back elsewhere count as the line's last. Its cost depends on the units that are requested and
/// reserved, not on those that were bought.
/// </summary>
internal sealed class ReturnDraft
{
    private readonly Guid _id;
    private readonly Order _order;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, HashSet<int>> _reservedByLine;
    private readonly HashSet<(string, int)> _released;
    private readonly Dictionary<string, DateTimeOffset?> _warrantyUntil = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, LineShares> _shares;
    private readonly Dictionary<string, OrderLine> _orderLines;
    private readonly List<ReturnLine> _lines = [];
    private readonly List<ReturnUnit> _units = [];

    /// <summary>A draft that knows which units of the lines are reserved by other returns.</summary>
    public static async Task<ReturnDraft> StartAsync(
        Order order,
        IEnumerable<ReturnLineRequest> lines,
        ReturnsDb db,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        // Promotions and sets depend on the order's other lines as well.
        var all = order.Discount > 0 || order.Lines.Any(x => x.Set is not null);
        List<string> lineIds = all ? [] : [.. lines.Select(x => x.LineId).Distinct()];
        var known = await db
            .SoldUnits.Where(x => x.OrderId == order.Id && (all || lineIds.Contains(x.LineId)))
            .Select(x => new
            {
                x.LineId,
                x.Ordinal,
                IsReserved = x.ReservedBy != null,
            })
            .ToListAsync(cancellation);
        return new ReturnDraft(
            order,
            known.Where(x => x.IsReserved).Select(x => (x.LineId, x.Ordinal)),
            now,
            known.Where(x => !x.IsReserved).Select(x => (x.LineId, x.Ordinal))
        );
    }

    /// <param name="reserved">Pieces that other returns have.</param>
    /// <param name="released">Pieces that other returns had and have no longer; null: none.</param>
    public ReturnDraft(
        Order order,
        IEnumerable<(string LineId, int Ordinal)> reserved,
        DateTimeOffset now,
        IEnumerable<(string LineId, int Ordinal)>? released = null
    )
    {
        _released = released?.ToHashSet() ?? [];
        _id = Guid.CreateVersion7(now);
        (_order, _now) = (order, now);
        var ordinals = reserved.ToLookup(x => x.LineId, x => x.Ordinal, StringComparer.Ordinal);
        _reservedByLine = order.Lines.ToDictionary(
            x => x.LineId,
            x => ordinals[x.LineId].ToHashSet(),
            StringComparer.Ordinal
        );
        _shares = Allocation.Of(order);
        _orderLines = order.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
    }

    /// <summary>The units reserved so far.</summary>
    public IReadOnlyList<ReturnUnit> Units => _units;

    /// <summary>Decides a request by a policy, and reserves the units of each line that it approves.</summary>
    public DecidedRequest Decide(ReturnRequest request, EffectivePolicy policy, Standing? standing = null)
    {
        var facts = new RequestFacts(_order, _reservedByLine, _shares).Of(request, policy, standing, _now);
        var outcome = PolicyEvaluation.Of(facts, policy.Document);
        List<DecidedLine> lines =
        [
            .. request.Lines.Zip(outcome.Lines, (line, decided) => Reserve(line, decided, policy)),
        ];
        Deduct(outcome.Deduction);
        return new(this, request, policy, facts, outcome, lines, _order, _id);
    }

    private DecidedLine Reserve(ReturnLineRequest request, LineOutcome outcome, EffectivePolicy policy)
    {
        if (!outcome.Approved || !outcome.CanCarryOut(request.Resolution))
        {
            return new(request, outcome, 0, 0);
        }
        var line = _orderLines[request.LineId];
        _lines.Add(
            new ReturnLine(
                line.LineId,
                line.Sku,
                line.Gtin,
                line.Description,
                request.Quantity,
                request.Reason,
                request.Resolution,
                request.Comment,
                outcome.Rule,
                line.TaxRate,
                request.Photos,
                line.Category,
                outcome.DispositionRule,
                policy.Document.Reason(request.Reason)?.Quality == true,
                outcome.Required.Count > 0
            )
        );
        _warrantyUntil[line.LineId] = outcome.WarrantyUntil;
        var first = _units.Count;
        var reserved = _reservedByLine[line.LineId];
        foreach (var ordinal in Enumerable.Range(0, int.MaxValue).Where(reserved.Add).Take(request.Quantity))
        {
            _units.Add(UnitOf(line.LineId, ordinal, request.Reason, outcome.Terms));
        }
        return new(request, outcome, first, request.Quantity);
    }

    /// <summary>
    /// Spreads what is taken off the whole request over its units, by what was paid for them; no unit gives less than nothing.
    /// </summary>
    private void Deduct(long deduction)
    {
        if (deduction == 0 || _units.Count == 0)
        {
            return;
        }
        List<long> weights = [.. _units.Select(x => Math.Max(0, x.Amounts.Sum))];
        var step = Currencies.Find(_order.Currency)?.PayableStep ?? 1;
        var amount = deduction > 0 ? Math.Min(deduction, weights.Sum()) : -deduction;
        var parts = Allocation.Spread(amount - amount % step, weights, step);
        for (var i = 0; i < parts.Length; i++)
        {
            _units[i].Fees -= Math.Sign(deduction) * parts[i];
        }
    }

    /// <summary>The amounts of a decided line's units.</summary>
    public UnitAmounts AmountsOf(DecidedLine line) =>
        UnitAmounts.SumOf(_units.Skip(line.FirstUnit).Take(line.UnitCount).Select(x => x.Amounts));

    private ReturnUnit UnitOf(string lineId, int ordinal, string reason, Terms terms)
    {
        var amounts = _shares[lineId].Of(ordinal, terms);
        return new ReturnUnit
        {
            LineId = lineId,
            Ordinal = ordinal,
            Reason = reason,
            Paid = amounts.Paid,
            Discount = amounts.Discount,
            Tax = amounts.Tax,
            IncludedTax = amounts.IncludedTax,
            Shipping = amounts.Shipping,
            ShippingTax = amounts.ShippingTax,
            Fees = amounts.Fees,
        };
    }

    /// <summary>The return of a request that was approved.</summary>
    public Return ToReturn(DecidedRequest decided)
    {
        var requested = NewReturn(decided);
        requested.PieceChanges.AddRange(_units.Select(Reservation));
        return requested;
    }

    private PieceChange Reservation(ReturnUnit unit)
    {
        var terms = new PieceTerms(
            _orderLines[unit.LineId].Sku,
            unit.Paid,
            unit.Shipping,
            unit.Amounts.Sum,
            _warrantyUntil[unit.LineId],
            IsNew: !_released.Contains((unit.LineId, unit.Ordinal))
        );
        return new(unit.LineId, unit.Ordinal, Was: null, _id, Terms: terms);
    }

    private Return NewReturn(DecidedRequest decided)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(decided.Policy.TimeZone);
        var clocks = decided.Outcome.Clocks;
        var handOverBy = clocks.HandOver.EndFrom(_now, zone);
        return new()
        {
            CorrelationId = _id,
            StorefrontId = _order.StorefrontId,
            State = ReturnStates.Requested,
            Status = ReturnStatuses.Requested,
            StatusSince = _now,
            Expectation = new Expectation(ExpectationStates.Waiting, _now, DueAt: null),
            Channel = decided.Request.Channel,
            OrderId = _order.Id,
            OrderNumber = _order.Number,
            InvoiceNumber = _order.InvoiceNumber,
            ShippingTaxRate = _order.Shipping.TaxRate,
            RmaNumber = RmaNumber.Next(),
            Currency = _order.Currency,
            Customer = _order.Customer.Reference.Length > 0 ? _order.Customer.Reference : null,
            Email = _order.Contact?.Email,
            Locale = _order.Customer.Locale,
            RequestedAt = _now,
            PolicyVersion = decided.Policy.Number,
            TimeZone = decided.Policy.TimeZone,
            HandOverBy = handOverBy,
            ExpiresAt = clocks.Transit.EndFrom(handOverBy, zone),
            Rule = _lines[0].Rule,
            Goods = new ReturnGoods
            {
                ReturnId = _id,
                StorefrontId = _order.StorefrontId,
                Lines = _lines,
                Units = _units,
                Clocks = clocks,
                GradeDispositions = DispositionsOf(decided.Outcome),
            },
            Payments = _order.Payments,
            PaymentsVersion = _order.Version,
            NewEntries =
            [
                new TimelineEntry
                {
                    Id = Guid.CreateVersion7(_now),
                    ReturnId = _id,
                    StorefrontId = _order.StorefrontId,
                    At = _now,
                    Event = new TimelineEvent.Requested(decided.Request.Channel),
                    By = "customer",
                },
            ],
        };
    }

    private static List<GradeDispositions> DispositionsOf(PolicyOutcome outcome) =>
        [
            .. outcome
                .Lines.DistinctBy(x => x.DispositionRule)
                .Select(x => new GradeDispositions(
                    x.DispositionRule,
                    x.Dispositions.A,
                    x.Dispositions.B,
                    x.Dispositions.C,
                    x.Dispositions.D
                )),
        ];
}

/// <summary>A request and what the policy decided on it.</summary>
/// <param name="Draft">Holds the units of the approved lines.</param>
/// <param name="ReturnId">The id of its return, should it be made.</param>
internal sealed record DecidedRequest(
    ReturnDraft Draft,
    ReturnRequest Request,
    EffectivePolicy Policy,
    PolicyFacts Facts,
    PolicyOutcome Outcome,
    IReadOnlyList<DecidedLine> Lines,
    Order Order,
    Guid ReturnId
)
{
    /// <summary>Whether it becomes a return: approved by the policy, or left to an agent.</summary>
    public bool Accepted => Lines.All(x => x.Eligible) && Outcome.Decision != DecisionWords.Refuse;

    public bool NeedsReview => Outcome.Decision == DecisionWords.Review;

    /// <summary>The row that remembers it.</summary>
    public Decision ToDecision(string kind, bool isReturn) =>
        Decision.Of(kind, Order.StorefrontId, Order.Id, isReturn ? ReturnId : null, Policy, Facts, Outcome);
}

/// <summary>One line of a request and what the policy decided on it.</summary>
/// <param name="FirstUnit">Its first unit in the draft.</param>
/// <param name="UnitCount">How many units are reserved for it; none when it may not come back.</param>
internal sealed record DecidedLine(ReturnLineRequest Request, LineOutcome Outcome, int FirstUnit, int UnitCount)
{
    public bool Eligible => UnitCount > 0;

    /// <summary>The rule that approved it, or why it may not come back.</summary>
    public string Rule => !Outcome.Approved || Eligible ? Outcome.Rule : BuiltIn.NotAvailable;

    /// <summary>Why it may not come back, for customers; null: it may.</summary>
    public LocalText? Refusal =>
        Eligible ? null
        : Outcome.Approved ? BuiltIn.Refusals[BuiltIn.NotAvailable]
        : Outcome.Text;
}
