namespace AfterSalesMesh.Replay;

/// <summary>
/// The independent calculation: pounds as decimals, straight from the lines of the file, in a way that shares nothing with the
/// product. A credit takes back what the same customer last bought of the same article, at what it cost then; a credit for
/// more than is left is worth nothing.
/// </summary>
internal sealed class IndependentCalculation
{
    private readonly Dictionary<(string, string), Stack<(int Quantity, decimal Price)>> _purchases = [];

    public decimal Sold { get; private set; }

    /// <summary>The refund for each credit, by the number of its line, without refused ones.</summary>
    public Dictionary<int, decimal> Given { get; } = [];

    public void Take(Transaction it)
    {
        if (it.IsPurchase)
        {
            Sold += it.Quantity * it.Price;
            Of(it).Push((it.Quantity, it.Price));
        }
        else if (it.IsCredit && it.Customer.Length > 0 && Of(it).Sum(x => x.Quantity) >= -it.Quantity)
        {
            var (wanted, gives) = (-it.Quantity, 0m);
            while (wanted > 0)
            {
                var (quantity, price) = Of(it).Pop();
                var back = Math.Min(quantity, wanted);
                gives += back * price;
                wanted -= back;
                if (quantity > back)
                {
                    Of(it).Push((quantity - back, price));
                }
            }
            Given[it.Number] = gives;
        }
    }

    private Stack<(int Quantity, decimal Price)> Of(Transaction it)
    {
        if (!_purchases.TryGetValue((it.Customer, it.StockCode), out var stack))
        {
            _purchases[(it.Customer, it.StockCode)] = stack = [];
        }
        return stack;
    }
}
