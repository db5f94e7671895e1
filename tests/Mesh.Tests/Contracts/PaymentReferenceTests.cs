using AfterSalesMesh.Contracts.Ids;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Contracts;

public sealed class PaymentReferenceTests
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
            StoreCredit("cash:k/store"),
        ];

        names.ShouldBeUnique();
        names.ShouldAllBe(x => x.Length <= PaymentReference.MaxLength);
        Cash("A-1001", "cash").ShouldBe("cash:A-1001/cash");
    }

    [Theory]
    [InlineData("01A2B3C4-0000-7000-8000-00000000000A")]
    [InlineData("01a2b3c400007000800000000000000a")]
    [InlineData("{01a2b3c4-0000-7000-8000-00000000000a}")]
    [InlineData("(01A2B3C4-0000-7000-8000-00000000000A)")]
    public void A_spend_of_store_credit_has_one_name_however_its_id_is_spelt(string reference)
    {
        StoreCredit(reference).ShouldBe("01a2b3c4-0000-7000-8000-00000000000a");
        Card(reference).ShouldBe(reference);
    }

    private static string StoreCredit(string reference) => PaymentReference.Of(reference, "store_credit", "1");

    private static string Cash(string order, string reference) =>
        PaymentReference.Of(reference, "cash_on_delivery", order);

    private static string Card(string reference) => PaymentReference.Of(reference, "card", "1");
}
