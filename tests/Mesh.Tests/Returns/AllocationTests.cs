using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Returns.Money;
using AfterSalesMesh.Returns.Orders;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class AllocationTests
{
    [Fact]
    public void The_documented_example_adds_up()
    {
        var order = Orders.Of(
            discount: 500,
            Orders.Line("shirt", 3, 3333, discount: 100),
            Orders.Line("belt", 1, 2000)
        );

        var units = Allocation.PerUnit(order);

        units["shirt"].All().ShouldBe([3161, 3161, 3161]);
        units["belt"].All().ShouldBe([1916]);
        Allocation.Total(order).ShouldBe((Int128)11399);
    }

    [Fact]
    public void Tax_on_top_is_paid_back_with_the_unit()
    {
        var order = Orders.Of(discount: 0, Orders.Line("a", 2, 1000) with { Tax = 381 });
        order.TaxIncluded = false;

        Allocation.PerUnit(order)["a"].All().ShouldBe([1191, 1190]);
    }

    [Fact]
    public void In_a_thousand_random_orders_the_parts_add_up_to_the_whole()
    {
        var random = new Random(1);
        for (var i = 0; i < 1_000; i++)
        {
            var lines = Enumerable
                .Range(0, random.Next(1, 8))
                .Select(n =>
                {
                    var line = Orders.Line($"l{n}", random.Next(1, 12), random.NextInt64(0, 100_000));
                    return line with
                    {
                        Discount = random.NextInt64(0, line.Quantity * line.UnitPrice + 1),
                        Tax = random.NextInt64(0, 999),
                    };
                })
                .ToArray();
            var worth = lines.Sum(x => x.Quantity * x.UnitPrice - x.Discount);
            var order = Orders.Of(random.NextInt64(0, worth + 1), lines);
            order.TaxIncluded = random.Next(2) == 0;

            var units = Allocation.PerUnit(order);

            units.Values.SelectMany(x => x.All()).Sum().ShouldBe((long)Allocation.Total(order));
            units.Values.SelectMany(x => x.All()).ShouldAllBe(x => x >= 0);
            foreach (var line in units.Values.Select(x => x.All().ToList()))
            {
                (line.Max() - line.Min()).ShouldBeLessThanOrEqualTo(1);
            }
            foreach (var (lineId, paid) in units)
            {
                // Any unit alone, as in a partial return.
                var ordinal = random.Next(paid.Count);
                var parts = Allocation.Parts(order, lineId, [(ordinal, paid[ordinal])]);
                parts.Sum.ShouldBe(paid[ordinal]);
                parts.Discount.ShouldBeLessThanOrEqualTo(0);
                (order.TaxIncluded ? parts.Tax : parts.IncludedTax).ShouldBe(0);
            }
        }
    }

    [Fact]
    public void Amounts_near_the_limit_do_not_overflow()
    {
        const long Huge = long.MaxValue / 1_000_000;

        Allocation.Spread(Huge, [Huge, Huge, 1]).Sum().ShouldBe(Huge);
    }
}

internal static class Orders
{
    public static readonly DateTimeOffset Delivered = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static OrderLine Line(string id, int quantity, long unitPrice, long discount = 0) =>
        new(id, $"sku-{id}", null, null, null, quantity, unitPrice, discount, 0, false, null, 0);

    public static Order Of(long discount, params OrderLine[] lines) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            StorefrontId = "demo",
            Number = "1",
            Currency = "EUR",
            TaxIncluded = true,
            DeliveredAt = Delivered,
            Customer = new OrderCustomer("c", "ada@example.org", null, "en"),
            Discount = discount,
            Lines = lines,
            Shipping = new OrderShipping(0, 0, 0),
            Payments = [new CapturedPayment("pay", "card", 1_000_000, 0)],
        };
}
