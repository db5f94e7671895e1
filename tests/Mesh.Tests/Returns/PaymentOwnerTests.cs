using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>A payment belongs to the storefront whose order is the first to report money captured with it.</summary>
public sealed class PaymentOwnerTests(ReturnsFixture returns, PostgresFixture postgres)
    : IClassFixture<ReturnsFixture>,
        IClassFixture<PostgresFixture>
{
    private readonly string _one = $"one-{Guid.NewGuid():N}"[..20];
    private readonly string _other = $"other-{Guid.NewGuid():N}"[..20];
    private readonly string _payment = $"pay-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_later_order_of_another_storefront_is_answered_alike_and_does_not_own_the_payment()
    {
        var first = await PutAsync(_one, "1", _payment);
        var second = await PutAsync(_other, "1", _payment);

        (second.Status, second.Body.ToJsonString()).ShouldBe((first.Status, first.Body.ToJsonString()));
        (await OwnerAsync(_one, "1"), await OwnerAsync(_other, "1")).ShouldBe((null, _one));
        var read = await returns.SendAsync(HttpMethod.Get, "/v1/orders/1", null, "storefront", null, _other);
        read.Body.ToJsonString().ShouldNotContain(_one);
        read.Body["payments"]![0]!.AsObject().ContainsKey("owner").ShouldBeFalse();
    }

    [Fact]
    public async Task An_order_without_captured_money_owns_nothing()
    {
        await PutAsync(_other, "1", _payment, price: 0, captured: 0);
        await PutAsync(_one, "1", _payment);
        await PutAsync(_other, "1", _payment);

        (await OwnerAsync(_one, "1"), await OwnerAsync(_other, "1")).ShouldBe((null, _one));
    }

    [Fact]
    public async Task A_payment_keeps_its_owner_whatever_its_orders_say_later()
    {
        await PutAsync(_one, "1", _payment);
        await PutAsync(_other, "1", _payment);
        await PutAsync(_one, "1", _payment);
        await PutAsync(_one, "1", _payment, price: 0, captured: 0);
        await PutAsync(_other, "1", _payment, price: 900);
        await PutAsync(_other, "2", _payment);
        await PutAsync(_one, "1", $"{_payment}-instead");
        await PutAsync(_other, "1", $"{_payment}-instead");
        await PutAsync(_other, "1", _payment);
        await PutAsync(_one, "1", _payment);
        await PutAsync(_one, "2", _payment);

        (await OwnerAsync(_one, "1"), await OwnerAsync(_one, "2")).ShouldBe((null, null));
        (await OwnerAsync(_other, "1"), await OwnerAsync(_other, "2")).ShouldBe((_one, _one));
    }

    [Fact]
    public async Task An_imported_order_owns_its_payments_as_one_that_is_put()
    {
        await PutAsync(_one, "1", _payment);
        var file =
            "orderNumber,currency,deliveredAt,payment.reference,payment.method,payment.captured,"
            + "line.lineId,line.sku,line.quantity,line.unitPrice\n"
            + $"1,EUR,2026-11-01,{_payment},card,10.00,a,a,1,10.00\n"
            + $"2,EUR,2026-11-01,{_payment}-2,card,10.00,a,a,1,10.00\n"
            + $"3,EUR,2026-11-01,{_payment}-2,card,10.00,a,a,1,10.00\n";
        for (var time = 1; time <= 2; time++)
        {
            var answer = await returns.SendAsync(
                HttpMethod.Post,
                "/v1/orders/import",
                file,
                "storefront",
                null,
                _other
            );
            answer.Body.Text("refused").ShouldBe("0");
        }
        await PutAsync(_one, "2", $"{_payment}-2");

        (await OwnerAsync(_other, "1"), await OwnerAsync(_other, "2")).ShouldBe((_one, null));
        (await OwnerAsync(_other, "3"), await OwnerAsync(_one, "2")).ShouldBe((null, _other));
    }

    [Theory]
    [InlineData("cash_on_delivery")]
    [InlineData("store_credit")]
    public async Task A_payment_without_a_provider_belongs_to_no_storefront(string method)
    {
        await PutAsync(_one, "1", _payment, method: method);
        await PutAsync(_other, "1", _payment, method: method);

        (await OwnerAsync(_one, "1"), await OwnerAsync(_other, "1")).ShouldBe((null, null));
        (await PutAsync(_other, "1", _payment)).Status.ShouldBe(HttpStatusCode.OK);
        (await OwnerAsync(_other, "1")).ShouldBeNull();
    }

    [Fact]
    public async Task The_owner_of_a_disputed_payment_is_named_to_Refund()
    {
        await PutAsync(_one, "1", _payment);
        await PutAsync(_other, "1", _payment);

        await returns.PublishAsync(new PaymentOwnerUnknown([$"{_payment}-intent", _payment], ReturnsFixture.Now));

        var named = await returns.Service.HearAsync<NamePaymentOwner>(x =>
            x.Payment.StartsWith(_payment, StringComparison.Ordinal)
        );
        named.ShouldBe([new NamePaymentOwner(_one, _payment)]);
    }

    [Fact]
    public async Task The_owner_of_a_disputed_payment_is_named_when_its_first_order_comes()
    {
        await AwaitOwnerAsync(returns.Service, _payment);

        await PutAsync(_other, "1", _payment, price: 0, captured: 0);
        await PutAsync(_one, "1", _payment);
        await PutAsync(_one, "1", _payment);
        await PutAsync(_other, "1", _payment);

        (await OwnerAsync(_one, "1"), await OwnerAsync(_other, "1")).ShouldBe((null, _one));
        var named = await returns.Service.HearAsync<NamePaymentOwner>(x => x.Payment == _payment);
        named.ShouldBe([new NamePaymentOwner(_one, _payment)]);
    }

    [Fact]
    public Task Of_two_orders_at_once_one_owns_the_payment() => RaceAsync(returns.Service);

    [Fact]
    public async Task Of_two_orders_at_once_one_owns_a_payment_for_which_Refund_waits()
    {
        for (var i = 0; i < 20; i++)
        {
            await AwaitOwnerAsync(returns.Service, $"{_payment}-{i}");
        }

        await RaceAsync(returns.Service);

        var named = await returns.Service.HearAsync<NamePaymentOwner>(
            x => x.Payment.StartsWith(_payment, StringComparison.Ordinal),
            times: 20
        );
        named.Select(x => x.Payment).ShouldBeUnique();
    }

    [Fact]
    public async Task Of_two_orders_at_once_one_owns_the_payment_on_Postgres()
    {
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [typeof(StorefrontChanged)],
            await (await postgres.ServerAsync()).CreateDatabaseAsync("returns"),
            time: ReturnsFixture.Clock
        );
        await RaceAsync(service);
    }

    private async Task AwaitOwnerAsync(OneService service, string payment)
    {
        await returns.PublishAsync(new PaymentOwnerUnknown([payment], ReturnsFixture.Now));
        await Eventually.IsTrueAsync(
            () => service.InDatabaseAsync((ReturnsDb db) => db.PaymentOwners.AnyAsync(x => x.Reference == payment)),
            TimeSpan.FromSeconds(60)
        );
    }

    private async Task RaceAsync(OneService service)
    {
        var payments = Enumerable.Range(0, 20).Select(i => $"{_payment}-{i}").ToList();
        using var one = service.As("storefront", _one);
        using var other = service.As("storefront", _other);

        var answers = await Task.WhenAll(
            payments.SelectMany((x, i) => new[] { one, other }.Select(shop => PutAsync(shop, $"{i}", x)))
        );

        answers.ShouldAllBe(x => x == HttpStatusCode.Created);
        for (var i = 0; i < payments.Count; i++)
        {
            var owners = (await OwnerAsync(_one, $"{i}", service), await OwnerAsync(_other, $"{i}", service));
            new (string?, string?)[] { (null, _one), (_other, null) }.ShouldContain(owners);
        }
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient shop, string number, string payment)
    {
        using var answer = await shop.PutAsJsonAsync($"/v1/orders/{number}", Order(payment, 1000, 1000, "card"));
        return answer.StatusCode;
    }

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> PutAsync(
        string shop,
        string number,
        string payment,
        long price = 1000,
        long captured = 1000,
        string method = "card"
    ) =>
        returns.SendAsync(
            HttpMethod.Put,
            $"/v1/orders/{number}",
            Order(payment, price, captured, method),
            "storefront",
            null,
            shop
        );

    private static object Order(string payment, long price, long captured, string method) =>
        new
        {
            currency = "EUR",
            deliveredAt = ReturnsFixture.Now.AddDays(-1),
            lines = new[]
            {
                new
                {
                    lineId = "a",
                    sku = "a",
                    quantity = 1,
                    unitPrice = price,
                },
            },
            payments = new[]
            {
                new
                {
                    reference = payment,
                    method,
                    captured,
                },
            },
        };

    /// <summary>Whose payment an order's is, where it is not the order's own storefront's.</summary>
    private async Task<string?> OwnerAsync(string shop, string number, OneService? service = null)
    {
        var order = await (service ?? returns.Service).InDatabaseAsync(
            (ReturnsDb db) => db.Orders.AsNoTracking().SingleAsync(x => x.StorefrontId == shop && x.Number == number)
        );
        return order.Payments.Single().Owner;
    }
}
