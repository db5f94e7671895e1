using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// Lays claim to units of an order, line by line, as far as the policy allows: the lowest free ones of a line, while what
/// came back elsewhere counts as its last. Pure: the order and what is taken come in, a return comes out.
/// </summary>
internal sealed class Claim
{
    // The event moves the saga on at once; this is for the case that it is lost.
    private static readonly TimeSpan FirstNudge = TimeSpan.FromSeconds(15);

    private readonly Guid _id;
    private readonly Order _order;
    private readonly DateTimeOffset _now;
    private readonly HashSet<(string LineId, int Ordinal)> _taken;
    private readonly IReadOnlyDictionary<string, LineShares> _shares;
    private readonly Dictionary<string, OrderLine> _orderLines;
    private readonly List<ReturnLine> _lines = [];
    private readonly List<ReturnUnit> _units = [];

    public static async Task<Claim> OfAsync(
        Order order,
        ReturnsDb db,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var taken = await db
            .ReturnUnits.Where(x => x.OrderId == order.Id && !x.Released)
            .Select(x => new { x.LineId, x.Ordinal })
            .ToListAsync(cancellation);
        return new Claim(order, taken.Select(x => (x.LineId, x.Ordinal)), now);
    }

    public Claim(Order order, IEnumerable<(string LineId, int Ordinal)> taken, DateTimeOffset now)
    {
        _id = Guid.CreateVersion7(now);
        (_order, _now, _taken) = (order, now, [.. taken]);
        _shares = Allocation.Of(order);
        _orderLines = order.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
    }

    /// <summary>What is claimed so far.</summary>
    public IReadOnlyList<ReturnUnit> Units => _units;

    /// <summary>Lays claim to units of a line, as far as there are any and the policy allows; else to none.</summary>
    public ClaimedLine Add(ReturnLineRequest asked)
    {
        if (!_orderLines.TryGetValue(asked.LineId, out var line))
        {
            return new(Decision.Refuse("unknown_line", $"the order has no line '{asked.LineId}'"), []);
        }
        if (asked.Resolution == Resolutions.StoreCredit && _order.Customer.Reference.Length == 0)
        {
            return new(
                Decision.Refuse(
                    "no_customer",
                    "store credit needs a customer, and the order has no customer.reference"
                ),
                []
            );
        }
        var free = Enumerable
            .Range(0, line.Quantity - line.Returned)
            .Where(ordinal => !_taken.Contains((line.LineId, ordinal)))
            .ToList();
        var deliveredAt = line.DeliveredAt ?? _order.DeliveredAt;
        var decision = DefaultPolicy.Decide(line, asked.Reason, asked.Quantity, free.Count, deliveredAt, _now);
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
                asked.Quantity,
                asked.Reason,
                asked.Resolution,
                asked.Comment,
                decision.Rule,
                line.TaxRate
            )
        );
        List<ReturnUnit> units =
        [
            .. free.Take(asked.Quantity).Select(ordinal => Unit(line.LineId, ordinal, asked.Reason)),
        ];
        _taken.UnionWith(units.Select(x => (x.LineId, x.Ordinal)));
        _units.AddRange(units);
        return new(decision, units);
    }

    private ReturnUnit Unit(string lineId, int ordinal, string reason)
    {
        var gives = _shares[lineId].Of(ordinal, DefaultPolicy.TermsOf(reason));
        return new ReturnUnit
        {
            ReturnId = _id,
            StorefrontId = _order.StorefrontId,
            OrderId = _order.Id,
            LineId = lineId,
            Ordinal = ordinal,
            Reason = reason,
            Paid = gives.Paid,
            Discount = gives.Discount,
            Tax = gives.Tax,
            IncludedTax = gives.IncludedTax,
            Shipping = gives.Shipping,
            ShippingTax = gives.ShippingTax,
            Fees = gives.Fees,
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
            Email = _order.Customer.Email,
            Locale = _order.Customer.Locale,
            RequestedAt = _now,
            Deadline = _now + DefaultPolicy.HandOver,
            Rule = _lines[0].Rule,
            Lines = _lines,
            Units = _units,
            Payments = _order.Payments,
            PaymentsVersion = _order.Version,
            News =
            [
                new TimelineEntry
                {
                    Id = Guid.CreateVersion7(_now),
                    ReturnId = _id,
                    StorefrontId = _order.StorefrontId,
                    At = _now,
                    What = "requested",
                    By = "customer",
                    Detail = channel,
                },
            ],
        };
}

/// <param name="Decision">What the policy says.</param>
/// <param name="Units">The units claimed; none when it refuses.</param>
internal sealed record ClaimedLine(Decision Decision, IReadOnlyList<ReturnUnit> Units);
