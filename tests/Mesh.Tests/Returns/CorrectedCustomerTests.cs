using System.Net;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Store credit goes to the customer that the order names last, as long as no refund of it is planned.</summary>
public sealed class CorrectedCustomerTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_return_is_that_of_the_corrected_customer_until_a_refund_is_planned()
    {
        await PutAsync("A", "wrong", HttpStatusCode.Created);
        var id = await RequestAsync("A");

        await PutAsync("A", "right", HttpStatusCode.OK);
        (await CustomerOfAsync(id)).ShouldBe("right");

        (await PutAsync("A", null, HttpStatusCode.Conflict)).ShouldContain("customer");
        await PlanAsync(id, "A", storeCredit: 1000);
        (await PutAsync("A", "another", HttpStatusCode.Conflict)).ShouldContain("customer");
        await PutAsync("A", "right", HttpStatusCode.OK);
        (await CustomerOfAsync(id)).ShouldBe("right");
    }

    [Fact]
    public async Task The_customer_of_an_order_that_named_none_is_added_before_a_refund_is_planned_and_after()
    {
        await PutAsync("B", null, HttpStatusCode.Created);
        var first = await RequestAsync("B");
        var second = await RequestAsync("B");
        await PlanAsync(first, "B");

        await PutAsync("B", "c", HttpStatusCode.OK);

        (await CustomerOfAsync(first)).ShouldBeNull();
        (await CustomerOfAsync(second)).ShouldBe("c");
    }

    [Fact]
    public async Task A_return_that_is_refunded_to_a_card_keeps_its_customer_and_the_order_gets_another()
    {
        await PutAsync("C", "first", HttpStatusCode.Created);
        var id = await RequestAsync("C");
        await PlanAsync(id, "C");

        await PutAsync("C", "second", HttpStatusCode.OK);

        (await CustomerOfAsync(id)).ShouldBe("first");
    }

    private async Task<string> PutAsync(string number, string? customer, HttpStatusCode status)
    {
        var answer = await returns.SendAsync(
            HttpMethod.Put,
            $"/v1/orders/{number}",
            new
            {
                currency = "EUR",
                deliveredAt = ReturnsFixture.Now.AddDays(-1),
                customer = customer is null ? null : new { reference = customer },
                lines = new[]
                {
                    new
                    {
                        lineId = "x",
                        sku = "s",
                        quantity = 3,
                        unitPrice = 1000,
                    },
                },
                payments = new[]
                {
                    new
                    {
                        reference = $"customer-{number}",
                        method = "card",
                        captured = 3000,
                    },
                },
            }
        );
        answer.Status.ShouldBe(status, answer.Body.ToJsonString());
        return answer.Body.ToJsonString();
    }

    private async Task<Guid> RequestAsync(string order)
    {
        using var client = returns.Service.As("storefront", "demo");
        var (status, made) = await client.PostWithKeyAsync(
            "/v1/returns",
            new
            {
                orderNumber = order,
                channel = "web",
                lines = new[]
                {
                    new
                    {
                        lineId = "x",
                        quantity = 1,
                        reason = "too_small",
                        resolution = "refund",
                    },
                },
            }
        );
        status.ShouldBe(HttpStatusCode.Created, made.ToJsonString());
        return Guid.Parse(made.Text("id")!);
    }

    /// <summary>As when a round of the return has been judged.</summary>
    private Task<int> PlanAsync(Guid id, string order, long storeCredit = 0) =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            var found = await db.Returns.SingleAsync(x => x.CorrelationId == id, Cancelled);
            var part = ReturnCommands.PartIdOf(found, 1, PartKinds.Refund, order);
            found.Parts =
            [
                new(part, 1, PartKinds.Refund, order, RefundStatuses.Succeeded, ReturnsFixture.Now, DueAt: null, 1000)
                {
                    StoreCredit = storeCredit,
                },
            ];
            return await db.SaveChangesAsync(Cancelled);
        });

    private Task<string?> CustomerOfAsync(Guid id) =>
        returns.Service.InDatabaseAsync<ReturnsDb, string?>(db =>
            db.Returns.Where(x => x.CorrelationId == id).Select(x => x.Customer).SingleAsync(Cancelled)
        );
}
