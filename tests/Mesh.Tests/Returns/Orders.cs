using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Returns.Orders;

namespace AfterSalesMesh.Mesh.Tests.Returns;

internal static class Orders
{
    public static readonly DateTimeOffset Delivered = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static OrderLine Line(string id, int quantity, long unitPrice, long discount = 0) =>
        new(id, $"sku-{id}", quantity, unitPrice, Discount: discount);

    public static Order Of(long discount, params OrderLine[] lines) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            StorefrontId = "demo",
            Number = "1",
            Currency = "EUR",
            TaxIncluded = true,
            DeliveredAt = Delivered,
            Customer = new OrderCustomer("c", Locale: "en"),
            Contact = new OrderContact { StorefrontId = "demo", Email = "ada@example.org" },
            Discount = discount,
            Lines = lines,
            Shipping = new OrderShipping(),
            Payments = [new CapturedPayment("pay", "card", 1_000_000, 0)],
        };

    /// <summary>Any order that is taken: discounts on lines, order and postage, tax included or added, things given away.</summary>
    public static Order Any(Random random)
    {
        var taxIncluded = random.Next(2) == 0;
        // Small prices make remainders of everything.
        var dearest = random.Next(3) == 0 ? 7 : 100_000;
        var lines = Enumerable
            .Range(0, random.Next(1, 8))
            .Select(i =>
            {
                var line = Line($"l{i}", random.Next(1, 12), random.NextInt64(0, dearest));
                var discount = random.Next(2) == 0 ? 0 : random.NextInt64(0, line.Quantity * line.UnitPrice + 1);
                var worth = line.Quantity * line.UnitPrice - discount;
                return line with
                {
                    Discount = discount,
                    Tax = random.NextInt64(0, taxIncluded ? worth + 1 : dearest),
                    TaxRate = random.Next(3) == 0 ? null : random.Next(0, 10_001),
                };
            })
            .ToArray();
        var order = Of(random.NextInt64(0, lines.Sum(x => x.Quantity * x.UnitPrice - x.Discount) + 1), lines);
        order.TaxIncluded = taxIncluded;
        order.Currency = new[] { "EUR", "JPY", "KWD" }[random.Next(3)];
        var postage = random.NextInt64(0, 2_000);
        var off = random.Next(3) == 0 ? random.NextInt64(0, postage + 1) : 0;
        order.Shipping = new OrderShipping(postage, off, random.NextInt64(0, postage - off + 1));
        return order;
    }
}
