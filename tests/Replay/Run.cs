using System.Globalization;

namespace AfterSalesMesh.Replay;

/// <summary>Orders, then credits as returns, in the order of the file; each against the calculation by hand.</summary>
internal sealed class Run(IMesh mesh, int take)
{
    private readonly Bought _bought = new();
    private readonly ByHand _hand = new();
    private readonly SortedDictionary<string, (int Count, decimal Worth)> _refused = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];
    private int _orders;
    private int _returns;
    private int _asked;
    private int _accepted;
    private int _otherPrice;
    private long _units;
    private long _sold;
    private long _refunded;
    private decimal _byHand;
    private decimal _credited;

    /// <returns>Whether all agrees.</returns>
    public async Task<bool> RunAsync(IEnumerable<Transaction> lines)
    {
        // A few invoices are told in two places of the file.
        foreach (var invoice in lines.GroupBy(x => x.Invoice))
        {
            foreach (var line in invoice)
            {
                _hand.Take(line);
            }
            await OrderAsync([.. invoice.Where(x => x.IsPurchase)]);
            foreach (var credit in invoice.Where(x => x.IsCredit && _asked < take))
            {
                await CreditAsync(credit);
            }
        }
        Report();
        return _wrong.Count == 0 && _sold == _hand.Sold * 100 && _refunded == _byHand * 100;
    }

    private async Task OrderAsync(List<Transaction> lines)
    {
        if (lines.Count > 0)
        {
            _sold += await mesh.OrderAsync(_bought.Add(lines));
            _orders++;
        }
    }

    private async Task CreditAsync(Transaction credit)
    {
        var asks = credit.Customer.Length > 0 ? _bought.AsksOf(credit) : [];
        if (asks.Count == 0)
        {
            // There is no order to name in a request: no proof of purchase.
            Refuse(credit, credit.Customer.Length > 0 ? "(no order of this customer)" : "(no customer)");
            return;
        }
        _asked++;
        long quoted = 0;
        foreach (var ask in asks)
        {
            var answer = await mesh.QuoteAsync(ask, credit.At);
            if (answer.Refused is { } rule)
            {
                Refuse(credit, rule);
                await ((mesh as OverHttp)?.RefusesAsync(ask, rule) ?? Task.CompletedTask);
                return;
            }
            quoted += answer.Refund;
        }
        long given = 0;
        foreach (var ask in asks)
        {
            given += await mesh.ReturnAsync(ask, credit.At);
            ask.Line.Left -= ask.Quantity;
            _returns++;
        }
        _accepted++;
        _units -= credit.Quantity;
        _refunded += given;
        var byHand = _hand.Given.GetValueOrDefault(credit.Number, -1);
        _byHand += byHand;
        _credited -= credit.Quantity * credit.Price;
        _otherPrice += byHand == -credit.Quantity * credit.Price ? 0 : 1;
        Agree(quoted == given && given == byHand * 100, credit, $"quoted {quoted}, given {given}, by hand {byHand}");
    }

    private void Refuse(Transaction credit, string rule)
    {
        var (count, worth) = _refused.GetValueOrDefault(rule);
        _refused[rule] = (count + 1, worth - credit.Quantity * credit.Price);
        Agree(!_hand.Given.ContainsKey(credit.Number), credit, $"refused by {rule}, by hand it is given");
    }

    private void Agree(bool holds, Transaction credit, string found)
    {
        if (!holds)
        {
            _wrong.Add($"line {credit.Number}, {credit.Invoice} {credit.StockCode}: {found}");
        }
    }

    private void Report()
    {
        Say($"{_orders} orders, {_sold / 100m:N2} GBP; by hand {_hand.Sold:N2}");
        Say($"{_accepted + _refused.Values.Sum(x => x.Count)} credits");
        Say(
            $"  accepted {_accepted}: {_returns} returns, {_units} units, {_refunded / 100m:N2} GBP; by hand {_byHand:N2}"
        );
        Say($"    of them {_otherPrice} credited at another price than was paid; the shop gave {_credited:N2}");
        foreach (var (rule, (count, worth)) in _refused)
        {
            Say($"  refused {count}: {rule}, the shop gave {worth:N2}");
        }
        Say($"{_wrong.Count} disagree with the calculation by hand");
        foreach (var wrong in _wrong.Take(20))
        {
            Say($"  {wrong}");
        }
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
