using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>Prepares a return, with an <see cref="OrderDraft"/> for each order.</summary>
internal sealed class ReturnDraft
{
    private readonly Guid _id;
    private readonly IReadOnlyList<OrderDraft> _orders;
    private readonly DateTimeOffset _now;

    // Orders of up to so many pieces are read as a whole, in one query.
    private const int FewPieces = 1_000;

    /// <summary>Creates a draft with the units that other returns have reserved.</summary>
    /// <param name="orders">The return's own first.</param>
    public static async Task<ReturnDraft> StartAsync(
        IReadOnlyList<Order> orders,
        IEnumerable<ReturnLineRequest> lines,
        ReturnsDb db,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        // Promotions and sets depend on the order's other lines, too, but only on how many of their pieces are reserved.
        var others = orders.Any(order => order.Discount > 0 || order.Lines.Any(x => x.Set is not null));
        var all = others && orders.Sum(x => (long)x.Units) <= FewPieces;
        List<string> lineIds = all ? [] : [.. lines.Select(x => x.LineId).Distinct()];
        List<Guid> orderIds = [.. orders.Select(x => x.Id)];
        var known = await db
            .SoldUnits.Where(x => orderIds.Contains(x.OrderId) && (all || lineIds.Contains(x.LineId)))
            .Select(x => new
            {
                x.OrderId,
                x.LineId,
                x.Ordinal,
                IsReserved = x.ReservedBy != null,
                IsRefunded = x.Given != null,
                x.DeductsSet,
            })
            .ToListAsync(cancellation);
        var counted = others && !all ? await CountOthersAsync(db, orderIds, lineIds, cancellation) : [];
        var deducted = others
            ? await db
                .DeductedAmounts.AsNoTracking()
                .Where(x => orderIds.Contains(x.OrderId) && x.Amount != 0)
                .ToListAsync(cancellation)
            : [];
        return new ReturnDraft(
            [
                .. orders.Select(order => new OrderDraft(
                    order,
                    isFurther: order != orders[0],
                    known.Where(x => x.OrderId == order.Id && x.IsReserved).Select(x => (x.LineId, x.Ordinal)),
                    known.Where(x => x.OrderId == order.Id && !x.IsReserved).Select(x => (x.LineId, x.Ordinal)),
                    OthersOf(order.Id)
                )),
            ],
            now
        );

        OtherReturns OthersOf(Guid order) =>
            new(
                known
                    .Where(x => x.OrderId == order && x.IsReserved)
                    .GroupBy(x => x.LineId, StringComparer.Ordinal)
                    .Select(x =>
                        KeyValuePair.Create(
                            x.Key,
                            new OtherPieces(0, x.Count(y => y.IsRefunded), x.Count(y => y.DeductsSet))
                        )
                    )
                    .Concat(counted.GetValueOrDefault(order) ?? [])
                    .ToDictionary(StringComparer.Ordinal),
                deducted.Where(x => x.OrderId == order).ToDictionary(x => x.Set, x => x.Amount, StringComparer.Ordinal)
            );
    }

    /// <summary>How many pieces of each line that is not requested other returns have reserved, by order.</summary>
    private static async Task<Dictionary<Guid, Dictionary<string, OtherPieces>>> CountOthersAsync(
        ReturnsDb db,
        List<Guid> orders,
        List<string> requested,
        CancellationToken cancellation
    )
    {
        var counts = await db
            .SoldUnits.Where(x => orders.Contains(x.OrderId) && !requested.Contains(x.LineId) && x.ReservedBy != null)
            .GroupBy(x => new { x.OrderId, x.LineId })
            .Select(x => new
            {
                x.Key.OrderId,
                x.Key.LineId,
                Count = x.Count(),
                Refunded = x.Count(y => y.Given != null),
                Deducting = x.Count(y => y.DeductsSet),
            })
            .ToListAsync(cancellation);
        return counts
            .GroupBy(x => x.OrderId)
            .ToDictionary(
                x => x.Key,
                x =>
                    x.ToDictionary(
                        y => y.LineId,
                        y => new OtherPieces(y.Count, y.Refunded, y.Deducting),
                        StringComparer.Ordinal
                    )
            );
    }

    /// <summary>A draft of one order.</summary>
    /// <param name="reserved">Pieces that other returns have reserved.</param>
    /// <param name="released">Pieces that other returns had reserved and have released; null: none.</param>
    /// <param name="others">The returns that have reserved pieces; null: none of them was refunded, nor deducts anything.</param>
    public ReturnDraft(
        Order order,
        IEnumerable<(string LineId, int Ordinal)> reserved,
        DateTimeOffset now,
        IEnumerable<(string LineId, int Ordinal)>? released = null,
        OtherReturns? others = null
    )
        : this([new OrderDraft(order, isFurther: false, reserved, released ?? [], others)], now) { }

    /// <param name="orders">The return's own first.</param>
    public ReturnDraft(IReadOnlyList<OrderDraft> orders, DateTimeOffset now) =>
        (_id, _orders, _now) = (Guid.CreateVersion7(now), orders, now);

    /// <summary>The units reserved so far.</summary>
    public IReadOnlyList<ReturnUnit> Units => [.. _orders.SelectMany(x => x.Units)];

    /// <summary>Decides a request by a policy, order by order, and reserves the units of the approved lines.</summary>
    /// <param name="quotedAt">The time of the quote, if the request names one; else null.</param>
    public DecidedRequest Decide(
        ReturnRequest request,
        EffectivePolicy policy,
        Standing? standing = null,
        DateTimeOffset? quotedAt = null
    )
    {
        var at = quotedAt ?? _now;
        if (_orders is [var only])
        {
            var facts = only.FactsOf(request, policy, standing, at);
            return new(this, request, policy, [only.Decide(request, facts, policy)], _id);
        }
        var asked = _orders
            .Select(x => (Draft: x, Request: request.Of(x.Order.Number)))
            .Select(x => (x.Draft, x.Request, Facts: x.Draft.FactsOf(x.Request, policy, standing, at)))
            .ToList();
        var paid = asked.Sum(x => PaidIn(x.Facts));
        List<DecidedOrder> orders = [];
        foreach (var (draft, part, facts) in asked)
        {
            var others = new OtherOrders(paid - PaidIn(facts), orders.Count == 0 ? 0 : orders[^1].Outcome.ReturnFee);
            orders.Add(draft.Decide(part, facts with { Others = others }, policy));
        }
        return new(this, request, policy, orders, _id);

        static long PaidIn(PolicyFacts facts) => facts.Lines.Sum(x => x.Paid);
    }

    /// <summary>Creates the return of an accepted request.</summary>
    /// <param name="enteredBy">The agent who entered it for the customer; null: the customer did.</param>
    public Return ToReturn(DecidedRequest decided, Instructor? enteredBy = null)
    {
        var requested = NewReturn(decided, enteredBy);
        requested.PieceChanges.AddRange(_orders.SelectMany(x => x.ReservationsFor(_id)));
        return requested;
    }

    private Return NewReturn(DecidedRequest decided, Instructor? enteredBy)
    {
        var order = decided.Order;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(decided.Policy.TimeZone);
        var clocks = decided.Outcome.Clocks;
        var handOverBy = clocks.HandOver.EndFrom(decided.Facts.At, zone);
        return new()
        {
            CorrelationId = _id,
            StorefrontId = order.StorefrontId,
            State = ReturnStates.Requested,
            Status = ReturnStatuses.Requested,
            StatusSince = _now,
            Expectation = new Expectation(ExpectationStates.Waiting, _now, DueAt: null),
            UnitCount = decided.Request.Lines.Sum(x => x.Quantity),
            Channel = decided.Request.Channel,
            OrderId = order.Id,
            OrderNumber = order.Number,
            InvoiceNumber = order.InvoiceNumber,
            ShippingTaxRate = order.Shipping.TaxRate,
            RmaNumber = RmaNumber.Next(),
            Currency = order.Currency,
            Customer = order.Customer.Reference.Length > 0 ? order.Customer.Reference : null,
            Email = order.Contact?.Email,
            Locale = order.Customer.Locale,
            RequestedAt = _now,
            PolicyVersion = decided.Policy.Number,
            TimeZone = decided.Policy.TimeZone,
            HandOverBy = handOverBy,
            ExpiresAt = clocks.Transit.EndFrom(handOverBy, zone),
            Rule = _orders[0].Lines[0].Rule,
            Goods = new ReturnGoods
            {
                ReturnId = _id,
                StorefrontId = order.StorefrontId,
                Lines = [.. _orders.SelectMany(x => x.Lines)],
                Units = Units,
                CountedOn = OrderPlacedLast() is var last && last != order ? last.Id : null,
                Clocks = clocks,
                GradeDispositions = DispositionsOf(decided.Outcome),
                Deductions = [.. _orders.Select(x => x.Deductions).OfType<OrderDeductions>()],
            },
            Payments = order.Payments,
            PaymentsVersion = order.Version,
            FurtherOrders = _orders.Count == 1 ? null : [.. _orders.Skip(1).Select(x => Further(x.Order))],
            NewEntries =
            [
                new TimelineEntry
                {
                    Id = Guid.CreateVersion7(_now),
                    ReturnId = _id,
                    StorefrontId = order.StorefrontId,
                    At = _now,
                    Event = new TimelineEvent.Requested(decided.Request.Channel),
                    By = enteredBy?.Id ?? "customer",
                    ByName = enteredBy?.Name,
                },
            ],
        };
    }

    /// <summary>The order that was placed last, which counts the longest in the customer's standing.</summary>
    private Order OrderPlacedLast() => _orders.Select(x => x.Order).MaxBy(x => x.OrderedAt ?? DateTimeOffset.MaxValue)!;

    private static ReturnOrder Further(Order order) =>
        new(order.Id, order.Number, order.Payments, order.Version, order.InvoiceNumber, order.Shipping.TaxRate);

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
