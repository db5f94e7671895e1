using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund.Payments;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class TenderTests
{
    [Fact]
    public void Payments_of_different_orders_have_different_names_however_they_are_called()
    {
        var longOrder = new string('o', 150);
        var longReference = new string('r', 150);
        string[] names =
        [
            Cash("a", "b/c"),
            Cash("a/b", "c"),
            Cash("a%2Fb", "c"),
            Cash("k", "cash"),
            Card("k/cash"),
            Card("cash:k/cash"),
            Cash(longOrder, longReference),
            Cash($"{longOrder}/r", longReference[1..]),
            Card(Cash(longOrder, longReference)),
        ];

        names.ShouldBeUnique();
        names.ShouldAllBe(x => x.Length <= Payment.MaxReference);
        Cash("A-1001", "cash").ShouldBe("cash:A-1001/cash");
    }

    private static string Cash(string order, string reference) =>
        Tender.ReferenceOf(new CapturedPayment(reference, Tender.CashOnDelivery, 100, 0), order);

    private static string Card(string reference) =>
        Tender.ReferenceOf(new CapturedPayment(reference, "card", 100, 0), "1");
}
