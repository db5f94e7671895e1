using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// Reserves units of one order for a return, line by line, as far as the policy allows. Takes the first free units of a line;
/// units that came back elsewhere count as the line's last. The cost depends on the number of units requested and reserved, not on
/// the number bought.
/// </summary>
internal sealed class OrderDraft
{
    private readonly Order _order;
    private readonly string? _furtherNumber;
    private readonly Dictionary<string, HashSet<int>> _reservedByLine;
    private readonly OtherReturns _others;
    private readonly HashSet<(string, int)> _released;
    private readonly Dictionary<string, DateTimeOffset?> _warrantyUntil = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, LineShares> _shares;
    private readonly Dictionary<string, OrderLine> _orderLines;
    private readonly List<ReturnLine> _lines = [];
    private readonly List<ReturnUnit> _units = [];

    /// <param name="isFurther">True if it is not the return's own order.</param>
    /// <param name="reserved">Pieces that other returns have reserved.</param>
    /// <param name="released">Pieces that other returns had reserved and have released.</param>
    /// <param name="others">The returns that have reserved pieces; null: none of them was refunded, nor deducts anything.</param>
    public OrderDraft(
        Order order,
        bool isFurther,
        IEnumerable<(string LineId, int Ordinal)> reserved,
        IEnumerable<(string LineId, int Ordinal)> released,
        OtherReturns? others = null
    )
    {
        _others = others ?? OtherReturns.None;
        (_order, _furtherNumber, _released) = (order, isFurther ? order.Number : null, released.ToHashSet());
        var ordinals = reserved.ToLookup(x => x.LineId, x => x.Ordinal, StringComparer.Ordinal);
        _reservedByLine = order.Lines.ToDictionary(
            x => x.LineId,
            x => ordinals[x.LineId].ToHashSet(),
            StringComparer.Ordinal
        );
        _shares = Allocation.Of(order);
        _orderLines = order.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
    }

    public Order Order => _order;

    /// <summary>The lines that the policy approved.</summary>
    public IReadOnlyList<ReturnLine> Lines => _lines;

    /// <summary>The units reserved so far.</summary>
    public IReadOnlyList<ReturnUnit> Units => _units;

    /// <summary>What is deducted from the refunds, depending on the goods that come; null: nothing.</summary>
    public OrderDeductions? Deductions { get; private set; }

    public PolicyFacts FactsOf(ReturnRequest request, EffectivePolicy policy, Standing? standing, DateTimeOffset now) =>
        new RequestFacts(
            _order,
            _reservedByLine.ToDictionary(
                x => x.Key,
                x => new ReservedPieces(x.Value, _others.Pieces.GetValueOrDefault(x.Key)),
                StringComparer.Ordinal
            ),
            _shares,
            _others.Deducted
        ).Of(request, policy, standing, now);

    /// <summary>Decides the lines of a request for this order, and reserves the units of the approved ones.</summary>
    public DecidedOrder Decide(ReturnRequest request, PolicyFacts facts, EffectivePolicy policy)
    {
        var outcome = PolicyEvaluation.Of(facts, policy.Document);
        List<DecidedLine> lines =
        [
            .. request.Lines.Zip(outcome.Lines, (line, decided) => Reserve(line, decided, policy)),
        ];
        Deduct(outcome);
        return new(_order, facts, outcome, lines);
    }

    private DecidedLine Reserve(ReturnLineRequest request, LineOutcome outcome, EffectivePolicy policy)
    {
        if (!outcome.Approved || !outcome.CanCarryOut(request.Resolution))
        {
            return new(request, _order.Number, outcome, []);
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
                outcome.Required.Count > 0,
                _furtherNumber
            )
            {
                Wearers = request.Wearers,
                BonusPercent = outcome.BonusPercentOf(request.Resolution),
            }
        );
        _warrantyUntil[line.LineId] = outcome.WarrantyUntil;
        List<ReturnUnit> units = [];
        var reserved = _reservedByLine[line.LineId];
        foreach (var ordinal in Enumerable.Range(0, int.MaxValue).Where(reserved.Add).Take(request.Quantity))
        {
            units.Add(UnitOf(line.LineId, ordinal, request.Reason, outcome));
        }
        _units.AddRange(units);
        return new(request, _order.Number, outcome, units, line.TaxRate);
    }

    /// <summary>Records the terms of its deductions, and spreads the expected deduction over its units.</summary>
    private void Deduct(PolicyOutcome outcome)
    {
        if (_units.Count == 0)
        {
            return;
        }
        var sets = outcome.SetsWithDeduction;
        if (_units.Exists(x => x.ReturnFee > 0) || outcome.Promotion is not null || sets.Count > 0)
        {
            var terms = new DeductionTerms(outcome.Promotion, [.. sets], [.. LinesFor(outcome)]);
            Deductions = new(terms, _furtherNumber);
        }
        Saga.Deductions.Spread(_units, outcome.Deduction, _order.Currency);
    }

    private IEnumerable<DeductionLine> LinesFor(PolicyOutcome outcome)
    {
        var prices = new GrossPrices(_order, _shares);
        return _order
            .Lines.Where(x =>
                outcome.Promotion is not null || x.Set is { } set && outcome.SetsWithDeduction.Contains(set)
            )
            .Select(x => new DeductionLine(
                x.LineId,
                x.Quantity,
                x.Returned,
                prices.ValueOf(x, x.Quantity),
                prices.UnitPriceOf(x),
                x.Set
            ));
    }

    private ReturnUnit UnitOf(string lineId, int ordinal, string reason, LineOutcome outcome)
    {
        var amounts = _shares[lineId].Of(ordinal, outcome.Terms);
        return new ReturnUnit
        {
            LineId = lineId,
            OrderNumber = _furtherNumber,
            Ordinal = ordinal,
            Reason = reason,
            Paid = amounts.Paid,
            Discount = amounts.Discount,
            Tax = amounts.Tax,
            IncludedTax = amounts.IncludedTax,
            Shipping = amounts.Shipping,
            ShippingTax = amounts.ShippingTax,
            Fees = amounts.Fees,
            ReturnFee = outcome.ReturnFee,
            DeductsSet = outcome.DeductsSet,
        };
    }

    /// <summary>The changes that reserve its pieces.</summary>
    public IEnumerable<PieceChange> ReservationsFor(Guid returnId) => _units.Select(x => Reservation(x, returnId));

    private PieceChange Reservation(ReturnUnit unit, Guid returnId)
    {
        var terms = new PieceTerms(
            _orderLines[unit.LineId].Sku,
            unit.Paid,
            unit.Shipping,
            unit.Amounts.Sum,
            _warrantyUntil[unit.LineId],
            IsNew: !_released.Contains((unit.LineId, unit.Ordinal)),
            unit.DeductsSet
        );
        return new(unit.Line, unit.Ordinal, Was: null, returnId, Terms: terms);
    }
}
