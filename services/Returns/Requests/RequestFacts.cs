using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>Collects the facts of a request that a policy uses.</summary>
/// <param name="reserved">The pieces of each line that other returns have reserved.</param>
/// <param name="deducted">What promotions and sets have deducted from refunds of the order, by <see cref="DeductionTerms.Keys"/>.</param>
internal sealed class RequestFacts(
    Order order,
    IReadOnlyDictionary<string, ReservedPieces> reserved,
    IReadOnlyDictionary<string, LineShares> shares,
    IReadOnlyDictionary<string, long> deducted
)
{
    private readonly Dictionary<string, OrderLine> _lines = order.Lines.ToDictionary(
        x => x.LineId,
        StringComparer.Ordinal
    );

    private readonly GrossPrices _prices = new(order, shares);

    // The units that earlier lines of the request take.
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    public PolicyFacts Of(ReturnRequest request, EffectivePolicy policy, Standing? standing, DateTimeOffset now) =>
        new(
            now,
            order.Currency,
            request.Channel,
            [.. request.Lines.Select(LineOf)],
            policy.TimeZone,
            order.SoldIn,
            order.OrderedAt,
            order.Customer.Tier,
            order.Contact?.DeliveryAddress?.Country ?? policy.Country,
            order.Customer.Reference.Length > 0,
            order.Payments.Any(x => x is { Method: PaymentMethods.StoreCredit, Captured: > 0 }),
            order.Discount > 0 ? OrderOf() : null,
            SetsOf(request.Lines),
            standing
        );

    private LineFacts LineOf(ReturnLineRequest request)
    {
        if (!_lines.TryGetValue(request.LineId, out var line))
        {
            return new(request.LineId, request.Quantity, null, request.Reason, request.Resolution);
        }
        var (paid, postage) = PaidFor(line, request.Quantity);
        return new(
            line.LineId,
            request.Quantity,
            Left(line),
            request.Reason,
            request.Resolution,
            paid,
            postage,
            _prices.ValueOf(line, request.Quantity),
            line.Sku,
            line.Category,
            order.HandedOverAt(line),
            line.FinalSale,
            line.Gift,
            line.Set,
            line.WarrantyUntil,
            Evidence: request.Photos is { Count: > 0 }
        )
        {
            Declared = request.Declared ?? [],
            Attributes = line.Attributes ?? [],
        };
    }

    /// <summary>The number of a line's units that can still come back.</summary>
    private int Left(OrderLine line)
    {
        var sold = line.Quantity - line.Returned;
        return Math.Max(0, sold - reserved[line.LineId].CountBelow(sold));
    }

    private (long Paid, long Postage) PaidFor(OrderLine line, int quantity)
    {
        var (share, skipped) = (shares[line.LineId], _taken.GetValueOrDefault(line.LineId));
        _taken[line.LineId] = skipped + quantity;
        var (paid, postage) = (0L, 0L);
        var free = Enumerable.Range(0, line.Quantity).Where(x => !reserved[line.LineId].Ordinals.Contains(x));
        foreach (var ordinal in free.Skip(skipped).Take(quantity))
        {
            paid += share.Paid[ordinal];
            postage += share.Postage[ordinal];
        }
        return (paid, postage);
    }

    private OrderFacts OrderOf() =>
        new(
            _prices.Goods,
            _prices.Discount,
            order.Lines.Sum(x => _prices.ValueOf(x, Math.Min(x.Quantity, reserved[x.LineId].Count + x.Returned))),
            deducted.GetValueOrDefault(DeductionTerms.OfPromotion),
            order.Lines.All(x => reserved[x.LineId].AllRefunded)
        );

    /// <summary>The sets of which the request has pieces.</summary>
    private List<SetFacts>? SetsOf(IReadOnlyList<ReturnLineRequest> requested)
    {
        var touched = requested
            .Select(x => _lines.GetValueOrDefault(x.LineId)?.Set)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        if (touched.Count == 0)
        {
            return null;
        }
        return
        [
            .. order
                .Lines.Where(x => x.Set is not null && touched.Contains(x.Set))
                .GroupBy(x => x.Set!, StringComparer.Ordinal)
                .Select(set => SetOf(set.Key, [.. set])),
        ];
    }

    private SetFacts SetOf(string name, List<OrderLine> lines)
    {
        List<SetPart> parts =
        [
            .. lines.Select(x => new SetPart(
                x.LineId,
                x.Quantity,
                _prices.UnitPriceOf(x),
                reserved[x.LineId].Count + x.Returned,
                reserved[x.LineId].Others.Deducting
            )),
        ];
        return new(
            name,
            parts,
            lines.TrueForAll(x => reserved[x.LineId].AllRefunded)
                ? deducted.GetValueOrDefault(name)
                // Their refunds cannot get below 0.
                : Math.Min(SetParts.ValueOf(parts), lines.Sum(PaidForReserved))
        );
    }

    private long PaidForReserved(OrderLine line) =>
        (long)((Int128)shares[line.LineId].Paid.Amount * reserved[line.LineId].Count / line.Quantity);
}

/// <summary>The pieces of an order line that other returns have reserved.</summary>
/// <param name="Ordinals">The pieces of a line that is requested; of others, they may be only counted.</param>
internal readonly record struct ReservedPieces(IReadOnlySet<int> Ordinals, OtherPieces Others)
{
    public int Count => Others.Counted + Ordinals.Count;

    /// <summary>True when none of them still waits for its refund.</summary>
    public bool AllRefunded => Others.Refunded >= Count;

    /// <summary>How many there are of the first pieces of the line; those that are only counted are taken for first ones.</summary>
    public int CountBelow(int sold) => Others.Counted + Ordinals.Count(ordinal => ordinal < sold);
}

/// <summary>What is known of the pieces of an order line that other returns have reserved.</summary>
/// <param name="Counted">How many there are, of a line that is not requested: these are only counted.</param>
/// <param name="Refunded">The number of refunded ones.</param>
/// <param name="Deducting">The number of those for which the kept parts of their set are deducted.</param>
internal readonly record struct OtherPieces(int Counted, int Refunded, int Deducting);

/// <summary>The other returns of an order, as the deductions from refunds depend on them.</summary>
/// <param name="Pieces">By line.</param>
/// <param name="Deducted">What promotions and sets have deducted, by <see cref="DeductionTerms.Keys"/>.</param>
internal sealed record OtherReturns(
    IReadOnlyDictionary<string, OtherPieces> Pieces,
    IReadOnlyDictionary<string, long> Deducted
)
{
    public static readonly OtherReturns None = new(
        new Dictionary<string, OtherPieces>(),
        new Dictionary<string, long>()
    );
}
