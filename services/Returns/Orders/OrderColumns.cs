using AfterSalesMesh.ServiceDefaults.Csv;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>How the text of a cell is read.</summary>
internal enum CellKind
{
    Text,
    Whole,
    Flag,
    Time,
    Day,

    /// <summary>An amount in the currency's main unit, with a decimal point: 39.99.</summary>
    Amount,
}

/// <param name="Name">The name of a field of the order: <c>line.sku</c> is the <c>sku</c> of one of its <c>lines</c>.</param>
internal sealed record OrderColumn(string Name, CellKind Kind = CellKind.Text, bool Required = false)
{
    public bool IsOfLine => Name.StartsWith("line.", StringComparison.Ordinal);
}

/// <summary>The columns of a file of orders, in which each row is one order line.</summary>
internal sealed class OrderColumns
{
    public const string Number = "orderNumber";

    public static IReadOnlyList<OrderColumn> All { get; } =
    [
        new(Number, Required: true),
        new("currency", Required: true),
        new("taxIncluded", CellKind.Flag),
        new("orderedAt", CellKind.Time),
        new("soldIn"),
        new("deliveredAt", CellKind.Time),
        new("discount", CellKind.Amount),
        new("invoiceNumber"),
        new("customer.reference"),
        new("customer.email"),
        new("customer.tier"),
        new("customer.locale"),
        new("customer.name"),
        new("customer.phone"),
        new("customer.company"),
        new("deliveryAddress.country"),
        new("deliveryAddress.name"),
        new("deliveryAddress.company"),
        new("deliveryAddress.line1"),
        new("deliveryAddress.line2"),
        new("deliveryAddress.line3"),
        new("deliveryAddress.city"),
        new("deliveryAddress.region"),
        new("deliveryAddress.postcode"),
        new("deliveryAddress.phone"),
        new("shipping.amount", CellKind.Amount),
        new("shipping.discount", CellKind.Amount),
        new("shipping.tax", CellKind.Amount),
        new("shipping.taxRate", CellKind.Whole),
        new("payment.reference", Required: true),
        new("payment.method", Required: true),
        new("payment.captured", CellKind.Amount, Required: true),
        new("payment.refunded", CellKind.Amount),
        new("line.lineId", Required: true),
        new("line.sku", Required: true),
        new("line.gtin"),
        new("line.description"),
        new("line.category"),
        new("line.quantity", CellKind.Whole, Required: true),
        new("line.unitPrice", CellKind.Amount, Required: true),
        new("line.discount", CellKind.Amount),
        new("line.tax", CellKind.Amount),
        new("line.taxRate", CellKind.Whole),
        new("line.finalSale", CellKind.Flag),
        new("line.deliveredAt", CellKind.Time),
        new("line.returned", CellKind.Whole),
        new("line.imageUrl"),
        new("line.weight", CellKind.Whole),
        new("line.cnCode"),
        new("line.gift", CellKind.Flag),
        new("line.set"),
        new("line.warrantyUntil", CellKind.Day),
        new("line.supplier"),
    ];

    private readonly List<(OrderColumn Column, int Place)> _places = [];
    private int _number;

    private OrderColumns() { }

    /// <summary>The columns of the file without the order number, in the order of <see cref="All"/>.</summary>
    public IReadOnlyList<(OrderColumn Column, int Place)> Places => _places;

    public string NumberOf(IReadOnlyList<string> fields) => Text(fields, _number);

    /// <summary>The text of a cell, without what protects it from spreadsheets.</summary>
    public static string Text(IReadOnlyList<string> fields, int place) =>
        RequestText.Normalize(CsvText.Plain(fields[place].Trim()));

    /// <summary>Finds the columns in a file's header row.</summary>
    /// <returns>The reason why the file cannot be read; null: it can.</returns>
    public static string? Read(IReadOnlyList<string> header, out OrderColumns columns)
    {
        columns = new OrderColumns();
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (var (place, text) in header.Index())
        {
            var name = text.Trim();
            if (All.FirstOrDefault(x => x.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } column)
            {
                return $"The header row has the column '{(name.Length > 40 ? $"{name[..40]}…" : name)}', which is not one of {string.Join(", ", All.Select(x => x.Name))}.";
            }
            if (!places.TryAdd(column.Name, place))
            {
                return $"The header row has the column '{column.Name}' twice.";
            }
        }
        var missing = All.Where(x => x.Required && !places.ContainsKey(x.Name)).Select(x => x.Name).ToList();
        if (missing.Count > 0)
        {
            return $"The header row lacks the columns {string.Join(", ", missing)}.";
        }
        columns._number = places[Number];
        columns._places.AddRange(
            All.Where(x => x.Name != Number && places.ContainsKey(x.Name)).Select(x => (x, places[x.Name]))
        );
        return null;
    }
}
