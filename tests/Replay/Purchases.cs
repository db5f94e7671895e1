using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Returns.Orders;

namespace AfterSalesMesh.Replay;

/// <summary>An invoice as an order.</summary>
internal sealed record Invoice(string Number, DateTimeOffset At, OrderRequest Order);

/// <summary>A line of an order, and how many of its units were not returned yet.</summary>
internal sealed class PurchasedLine(Invoice invoice, string lineId, int quantity)
{
    public Invoice Invoice => invoice;
    public string LineId => lineId;
    public int Left { get; set; } = quantity;
}

/// <summary>A return to request.</summary>
internal sealed record RequestedReturn(PurchasedLine Line, int Quantity);

/// <summary>Finds the earlier purchases that a credit refers to: the file does not name them.</summary>
internal sealed class Purchases
{
    // Limits of the API.
    private const int MaxOfALine = 10_000;
    private const int MaxOfAReturn = 5_000;

    private readonly Dictionary<(string Customer, string StockCode), List<PurchasedLine>> _lines = [];
    private readonly Dictionary<string, Invoice> _newest = [];

    /// <summary>Makes an order of the lines of an invoice. A quantity above the limit of a line is divided among several lines.</summary>
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
            [new PaymentRequest($"pay-{first.Invoice}", "card", total)],
            DeliveredAt: first.At,
            Customer: new CustomerRequest(first.Customer.Length > 0 ? first.Customer : "unknown"),
            Decimals: 2
        );
        var invoice = _newest[first.Customer] = new Invoice(first.Invoice, first.At, order);
        for (var i = 0; i < parts.Count; i++)
        {
            Of(parts[i].Line).Add(new PurchasedLine(invoice, $"{i}", parts[i].Quantity));
        }
        return invoice;
    }

    /// <summary>
    /// The returns for a credit, of the newest purchases first. Two of them must be refused: an article that the customer never
    /// bought, requested of the newest order, and more units than were bought, requested of the oldest line. Empty when the
    /// customer has no order.
    /// </summary>
    public IReadOnlyList<RequestedReturn> ReturnsFor(Transaction credit)
    {
        var lines = Of(credit);
        var (left, missing) = (-credit.Quantity, -credit.Quantity - lines.Sum(x => x.Left));
        if (lines.Count == 0)
        {
            return _newest.TryGetValue(credit.Customer, out var newest)
                ? [new RequestedReturn(new PurchasedLine(newest, $"no {credit.StockCode}", 0), left)]
                : [];
        }
        if (missing > 0)
        {
            return [new RequestedReturn(lines[0], lines[0].Left + missing)];
        }
        List<RequestedReturn> returns = [];
        foreach (var line in Enumerable.Reverse(lines))
        {
            for (var of = Math.Min(left, line.Left); of > 0; of -= MaxOfAReturn)
            {
                returns.Add(new RequestedReturn(line, Math.Min(of, MaxOfAReturn)));
                left -= returns[^1].Quantity;
            }
        }
        return returns;
    }

    private static long Pence(decimal pounds) =>
        pounds * 100 is var pence && pence == decimal.Truncate(pence)
            ? (long)pence
            : throw new FormatException($"{pounds} has more digits than GBP.");

    private List<PurchasedLine> Of(Transaction it)
    {
        if (!_lines.TryGetValue((it.Customer, it.StockCode), out var lines))
        {
            _lines[(it.Customer, it.StockCode)] = lines = [];
        }
        return lines;
    }
}
