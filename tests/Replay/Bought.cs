using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Returns.Orders;

namespace AfterSalesMesh.Replay;

/// <summary>An invoice as an order.</summary>
internal sealed record Invoice(string Number, DateTimeOffset At, OrderRequest Order);

/// <summary>A line of an order, and how many of it have not been given back.</summary>
internal sealed class BoughtLine(Invoice invoice, string lineId, int quantity)
{
    public Invoice Invoice => invoice;
    public string LineId => lineId;
    public int Left { get; set; } = quantity;
}

/// <summary>One return to be asked for.</summary>
internal sealed record Ask(BoughtLine Line, int Quantity);

/// <summary>Which earlier purchases a credit is about: the file does not say.</summary>
internal sealed class Bought
{
    // What the API takes at once.
    private const int MaxOfALine = 10_000;
    private const int MaxOfAReturn = 5_000;

    private readonly Dictionary<(string Customer, string StockCode), List<BoughtLine>> _lines = [];
    private readonly Dictionary<string, Invoice> _newest = [];

    /// <summary>The lines of one invoice as an order; what is more than a line may hold is another line.</summary>
    public Invoice Add(IReadOnlyList<Transaction> lines)
    {
        List<(Transaction Line, int Quantity)> parts = [];
        foreach (var line in lines)
        {
            for (var left = line.Quantity; left > 0; left -= MaxOfALine)
            {
                parts.Add((line, Math.Min(left, MaxOfALine)));
            }
        }
        var total = parts.Sum(x => x.Quantity * Pence(x.Line.Price));
        var first = lines[0];
        var order = new OrderRequest(
            "GBP",
            [
                .. parts.Select(
                    (x, i) =>
                        new OrderLine(
                            $"{i}",
                            x.Line.StockCode,
                            x.Quantity,
                            Pence(x.Line.Price),
                            Description: x.Line.Description.Length > 0 ? x.Line.Description : null
                        )
                ),
            ],
            [new CapturedPayment($"pay-{first.Invoice}", "card", total)],
            DeliveredAt: first.At,
            Customer: new OrderCustomer(first.Customer.Length > 0 ? first.Customer : "unknown"),
            Decimals: 2
        );
        var invoice = _newest[first.Customer] = new Invoice(first.Invoice, first.At, order);
        for (var i = 0; i < parts.Count; i++)
        {
            Of(parts[i].Line).Add(new BoughtLine(invoice, $"{i}", parts[i].Quantity));
        }
        return invoice;
    }

    /// <summary>
    /// The newest purchases first. What was never bought is asked of the customer's newest order, and of what was bought too
    /// few times the oldest is asked for what is too much: to be refused. None: the customer has no order.
    /// </summary>
    public IReadOnlyList<Ask> AsksOf(Transaction credit)
    {
        var lines = Of(credit);
        var (left, missing) = (-credit.Quantity, -credit.Quantity - lines.Sum(x => x.Left));
        if (lines.Count == 0)
        {
            return _newest.TryGetValue(credit.Customer, out var newest)
                ? [new Ask(new BoughtLine(newest, $"no {credit.StockCode}", 0), left)]
                : [];
        }
        if (missing > 0)
        {
            return [new Ask(lines[0], lines[0].Left + missing)];
        }
        List<Ask> asks = [];
        foreach (var line in Enumerable.Reverse(lines))
        {
            for (var of = Math.Min(left, line.Left); of > 0; of -= MaxOfAReturn)
            {
                asks.Add(new Ask(line, Math.Min(of, MaxOfAReturn)));
                left -= asks[^1].Quantity;
            }
        }
        return asks;
    }

    private static long Pence(decimal pounds) =>
        pounds * 100 is var pence && pence == decimal.Truncate(pence)
            ? (long)pence
            : throw new FormatException($"{pounds} has more digits than GBP.");

    private List<BoughtLine> Of(Transaction it)
    {
        if (!_lines.TryGetValue((it.Customer, it.StockCode), out var lines))
        {
            _lines[(it.Customer, it.StockCode)] = lines = [];
        }
        return lines;
    }
}
