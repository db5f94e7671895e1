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
    // Needed only when the event that moves the saga on at once was lost.
    private static readonly TimeSpan FirstNudge = TimeSpan.FromSeconds(15);

    private readonly Guid _id;
    private readonly Order _order;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, HashSet<int>> _reservedByLine;
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
        List<string> lineIds = [.. lines.Select(x => x.LineId).Distinct()];
        var reserved = await db
            .ReturnUnits.Where(x => x.OrderId == order.Id && !x.Released && lineIds.Contains(x.LineId))
            .Select(x => new { x.LineId, x.Ordinal })
            .ToListAsync(cancellation);
        return new ReturnDraft(order, reserved.Select(x => (x.LineId, x.Ordinal)), now);
    }

    public ReturnDraft(Order order, IEnumerable<(string LineId, int Ordinal)> reserved, DateTimeOffset now)
    {
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

    /// <summary>Reserves the requested units of a line if that many are left and the policy allows it; else none.</summary>
    public DraftLine Add(ReturnLineRequest request)
    {
        if (!_orderLines.TryGetValue(request.LineId, out var line))
        {
            return Refused("unknown_line", $"the order has no line '{request.LineId}'");
        }
        if (request.Resolution == Resolutions.StoreCredit && _order.Customer.Reference.Length == 0)
        {
            return Refused("no_customer", "store credit needs a customer, and the order has no customer.reference");
        }
        var decision = DefaultPolicy.Decide(
            request.Reason,
            request.Quantity,
            Left(line),
            line.FinalSale,
            _order.HandedOverAt(line),
            _now
        );
        if (!decision.Approved)
        {
            return new(decision, []);
        }
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
                decision.Rule,
                line.TaxRate,
                request.Photos
            )
        );
        List<ReturnUnit> units =
        [
            .. Reserve(line, request.Quantity).Select(ordinal => UnitOf(line.LineId, ordinal, request.Reason)),
        ];
        _units.AddRange(units);
        return new(decision, units);
    }

    private static DraftLine Refused(string rule, string refusal) => new(Decision.Refuse(rule, refusal), []);

    private int Left(OrderLine line)
    {
        var sold = line.Quantity - line.Returned;
        return sold - _reservedByLine[line.LineId].Count(ordinal => ordinal < sold);
    }

    /// <summary>Reserves the first free ordinals of a line, which has that many.</summary>
    private List<int> Reserve(OrderLine line, int quantity) =>
        [.. Enumerable.Range(0, int.MaxValue).Where(_reservedByLine[line.LineId].Add).Take(quantity)];

    private ReturnUnit UnitOf(string lineId, int ordinal, string reason)
    {
        var amounts = _shares[lineId].Of(ordinal, DefaultPolicy.TermsOf(reason));
        return new ReturnUnit
        {
            ReturnId = _id,
            StorefrontId = _order.StorefrontId,
            OrderId = _order.Id,
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

    public Return ToReturn(string channel) =>
        new()
        {
            CorrelationId = _id,
            StorefrontId = _order.StorefrontId,
            State = nameof(ReturnStateMachine.Requested),
            StateSince = _now,
            DueAt = _now + FirstNudge,
            Channel = channel,
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
            HandOverBy = _now + DefaultPolicy.HandOver,
            Rule = _lines[0].Rule,
            Lines = _lines,
            Units = ReturnUnits.Mark(_units),
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
                    Event = new TimelineEvent.Requested(channel),
                    By = "customer",
                },
            ],
        };
}

/// <summary>One line of a <see cref="ReturnDraft"/>.</summary>
/// <param name="Decision">Whether the policy lets it come back.</param>
/// <param name="Units">The units reserved for it; none when refused.</param>
internal sealed record DraftLine(Decision Decision, IReadOnlyList<ReturnUnit> Units);
