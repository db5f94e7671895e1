using System.Globalization;

namespace AfterSalesMesh.Replay;

/// <summary>Puts the orders and requests the credits as returns, in the order of the file, and compares each with the independent calculation.</summary>
internal sealed class Run(IMesh mesh, int take)
{
    private readonly Purchases _purchases = new();
    private readonly IndependentCalculation _calculation = new();
    private readonly SortedDictionary<string, (int Count, decimal Worth)> _refused = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];
    private int _orders;
    private int _returns;
    private int _taken;
    private int _accepted;
    private int _otherPrice;
    private long _units;
    private long _sold;
    private long _refunded;
    private decimal _calculated;
    private decimal _credited;

    /// <returns>Whether all agrees.</returns>
    public async Task<bool> RunAsync(IEnumerable<Transaction> lines)
    {
        // The lines of a few invoices are in two places of the file.
        foreach (var invoice in lines.GroupBy(x => x.Invoice))
        {
            foreach (var line in invoice)
            {
                _calculation.Take(line);
            }
            await OrderAsync([.. invoice.Where(x => x.IsPurchase)]);
            foreach (var credit in invoice.Where(x => x.IsCredit && _taken < take))
            {
                await CreditAsync(credit);
            }
        }
        Report();
        return _wrong.Count == 0 && _sold == _calculation.Sold * 100 && _refunded == _calculated * 100;
    }

    private async Task OrderAsync(List<Transaction> lines)
    {
        if (lines.Count > 0)
        {
            _sold += await mesh.OrderAsync(_purchases.Add(lines));
            _orders++;
        }
    }

    private async Task CreditAsync(Transaction credit)
    {
        var returns = credit.Customer.Length > 0 ? _purchases.ReturnsFor(credit) : [];
        if (returns.Count == 0)
        {
            // There is no order to name in a request: no proof of purchase.
            Refuse(credit, credit.Customer.Length > 0 ? "(no order of this customer)" : "(no customer)");
            return;
        }
        _taken++;
        long quoted = 0;
        foreach (var requested in returns)
        {
            var answer = await mesh.QuoteAsync(requested, credit.At);
            if (answer.Refused is { } rule)
            {
                Refuse(credit, rule);
                await ((mesh as OverHttp)?.ExpectRefusalAsync(requested, rule) ?? Task.CompletedTask);
                return;
            }
            quoted += answer.Refund;
        }
        long given = 0;
        foreach (var requested in returns)
        {
            given += await mesh.ReturnAsync(requested, credit.At);
            requested.Line.Left -= requested.Quantity;
            _returns++;
        }
        _accepted++;
        _units -= credit.Quantity;
        _refunded += given;
        var calculated = _calculation.Given.GetValueOrDefault(credit.Number, -1);
        _calculated += calculated;
        _credited -= credit.Quantity * credit.Price;
        _otherPrice += calculated == -credit.Quantity * credit.Price ? 0 : 1;
        Agree(
            quoted == given && given == calculated * 100,
            credit,
            $"quoted {quoted}, given {given}, by hand {calculated}"
        );
    }

    private void Refuse(Transaction credit, string rule)
    {
        var (count, worth) = _refused.GetValueOrDefault(rule);
        _refused[rule] = (count + 1, worth - credit.Quantity * credit.Price);
        Agree(!_calculation.Given.ContainsKey(credit.Number), credit, $"refused by {rule}, by hand it is given");
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
        Say($"{_orders} orders, {_sold / 100m:N2} GBP; by hand {_calculation.Sold:N2}");
        Say($"{_accepted + _refused.Values.Sum(x => x.Count)} credits");
        Say(
            $"  accepted {_accepted}: {_returns} returns, {_units} units, {_refunded / 100m:N2} GBP; by hand {_calculated:N2}"
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
