using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class ForeignPaymentTests(LocalMesh mesh)
{
    [Fact]
    public async Task An_order_that_names_a_payment_of_another_storefront_gets_nothing_of_it_even_if_it_is_refunded_first()
    {
        var number = $"F-{Guid.NewGuid():N}"[..14];
        var owner = new Journey(mesh.Api, number);
        var other = new Journey(mesh.Api, $"{number}-2", "local-storefront-2");
        var order = Journey.Order(owner.Payment, 1000, Journey.Line("a", 1, 1000));
        await owner.OrderAsync(order);
        await other.OrderAsync(order);
        await other.RequestAsync(Journey.Ask("a", 1));
        await other.ScanAsync();
        await other.UnitAsync("a");
        await other.CloseAsync();
        await other.JudgeAsync();
        await other.UntilAttentionAsync("refund_declined");

        var done = await owner.CompleteAsync(("a", 1));

        Journey.Refunded(done).ShouldBe(1000);
        (await mesh.PaidAsync(owner.Payment)).ShouldBe([1000]);
        var exceptions = await mesh.Api.GetAsync(
            "/v1/exceptions?status=open&kind=foreign_payment&storefrontId=demo-2&limit=200",
            "local-finance"
        );
        exceptions.ShouldBe(HttpStatusCode.OK).Text.ShouldContain(owner.Payment);
    }
}
