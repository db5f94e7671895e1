using AfterSalesMesh.Returns.Money;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

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
    private readonly IReadOnlyDictionary<string, EqualParts> _paid;
    private readonly Dictionary<string, OrderLine> _orderLines;
    private readonly List<ReturnLine> _lines = [];
    private readonly List<ReturnUnit> _units = [];

    public Claim(Order order, IEnumerable<(string LineId, int Ordinal)> taken, DateTimeOffset now)
    {
        _id = Guid.CreateVersion7(now);
        (_order, _now, _taken) = (order, now, [.. taken]);
        _paid = Allocation.PerUnit(order);
        _orderLines = order.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
    }

    /// <summary>What the policy refused, by JSON path: the rule, and why.</summary>
    public Dictionary<string, string[]> Errors { get; } = [];

    public bool Add(ReturnLineRequest asked, int index)
    {
        if (!_orderLines.TryGetValue(asked.LineId, out var line))
        {
            Errors[$"lines[{index}]"] = [$"unknown_line: the order has no line '{asked.LineId}'"];
            return false;
        }
        var free = Enumerable
            .Range(0, line.Quantity - line.Returned)
            .Where(ordinal => !_taken.Contains((line.LineId, ordinal)))
            .ToList();
        var deliveredAt = line.DeliveredAt ?? _order.DeliveredAt;
        var decision = DefaultPolicy.Decide(line, asked.Reason, asked.Quantity, free.Count, deliveredAt, _now);
        if (!decision.Approved)
        {
            Errors[$"lines[{index}]"] = [$"{decision.Rule}: {decision.Because}"];
            return false;
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
                decision.Rule
            )
        );
        foreach (var ordinal in free.Take(asked.Quantity))
        {
            _taken.Add((line.LineId, ordinal));
            _units.Add(
                new ReturnUnit
                {
                    ReturnId = _id,
                    StorefrontId = _order.StorefrontId,
                    OrderId = _order.Id,
                    LineId = line.LineId,
                    Ordinal = ordinal,
                    Reason = asked.Reason,
                    Paid = _paid[line.LineId][ordinal],
                }
            );
        }
        return true;
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
            RmaNumber = RmaNumber.Next(),
            Currency = _order.Currency,
            Email = _order.Customer.Email,
            Locale = _order.Customer.Locale,
            RequestedAt = _now,
            Deadline = _now + DefaultPolicy.HandOver,
            Rule = _lines[0].Rule,
            Lines = _lines,
            Units = _units,
            Payments = _order.Payments,
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
