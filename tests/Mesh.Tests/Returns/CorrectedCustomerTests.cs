using System.Net;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>
/// Refunds are planned for the customer and payments that the order names last. The customer stays once store credit is planned.
/// </summary>
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
    public async Task The_customer_of_an_order_that_named_none_is_added_to_all_its_returns()
    {
        await PutAsync("B", null, HttpStatusCode.Created);
        var first = await RequestAsync("B");
        var second = await RequestAsync("B");
        await PlanAsync(first, "B");

        await PutAsync("B", "c", HttpStatusCode.OK);

        (await CustomerOfAsync(first)).ShouldBe("c");
        (await CustomerOfAsync(second)).ShouldBe("c");
    }

    [Fact]
    public async Task A_return_that_was_refunded_to_a_card_uses_the_corrected_customer_and_payment_in_its_next_round()
    {
        await PutAsync("C", "first", HttpStatusCode.Created);
        var id = await RequestAsync("C", quantity: 2);
        await PlanAsync(id, "C");
        (await PutAsync("C", null, HttpStatusCode.Conflict)).ShouldContain("customer");

        await PutAsync("C", "second", HttpStatusCode.OK, payment: "corrected");

        (await CustomerOfAsync(id)).ShouldBe("second");
        var (payments, version) = await returns.Service.InDatabaseAsync<
            ReturnsDb,
            (IReadOnlyList<CapturedPayment>, int?)
        >(async db =>
        {
            var found = await db.Returns.SingleAsync(x => x.CorrelationId == id, Cancelled);
            return (found.Payments, found.PaymentsVersion);
        });
        (payments.ShouldHaveSingleItem().Reference, version).ShouldBe(("corrected", 2));
    }

    [Fact]
    public async Task An_order_of_which_everything_is_refunded_to_a_card_may_lose_its_customer_and_the_return_keeps_it()
    {
        await PutAsync("D", "first", HttpStatusCode.Created);
        var id = await RequestAsync("D");
        await PlanAsync(id, "D");

        await PutAsync("D", null, HttpStatusCode.OK);

        (await CustomerOfAsync(id)).ShouldBe("first");
    }

    [Fact]
    public async Task Store_credit_that_is_under_way_to_a_customer_because_they_paid_with_it_ties_the_order_to_them()
    {
        await PutAsync("E", "first", HttpStatusCode.Created, method: PaymentMethods.StoreCredit);
        var id = await RequestAsync("E");
        await PlanAsync(id, "E", credited: null);

        (await PutAsync("E", "second", HttpStatusCode.Conflict, method: PaymentMethods.StoreCredit)).ShouldContain(
            "customer"
        );
    }

    private async Task<string> PutAsync(
        string number,
        string? customer,
        HttpStatusCode status,
        string? payment = null,
        string method = "card"
    )
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
                        reference = payment ?? $"customer-{number}",
                        method,
                        captured = 3000,
                    },
                },
            }
        );
        answer.Status.ShouldBe(status, answer.Body.ToJsonString());
        return answer.Body.ToJsonString();
    }

    private async Task<Guid> RequestAsync(string order, int quantity = 1)
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
                        quantity,
                        reason = "too_small",
                        resolution = "refund",
                    },
                },
            }
        );
        status.ShouldBe(HttpStatusCode.Created, made.ToJsonString());
        return Guid.Parse(made.Text("id")!);
    }

    /// <summary>As when a round with one piece of the return has been judged.</summary>
    /// <param name="credited">How much store credit was given; null: the refund is under way.</param>
    private Task<int> PlanAsync(Guid id, string order, long storeCredit = 0, long? credited = 0) =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            var found = await db.Returns.SingleAsync(x => x.CorrelationId == id, Cancelled);
            var part = ReturnCommands.PartIdOf(found, 1, PartKinds.Refund, order);
            found.Parts =
            [
                new(part, 1, PartKinds.Refund, order, RefundStatuses.Succeeded, ReturnsFixture.Now, DueAt: null, 1000)
                {
                    StoreCredit = storeCredit,
                    StoreCreditGiven = credited,
                },
            ];
            var piece = await db.SoldUnits.OrderBy(x => x.Ordinal).FirstAsync(x => x.ReservedBy == id, Cancelled);
            piece.Given = 1000;
            return await db.SaveChangesAsync(Cancelled);
        });

    private Task<string?> CustomerOfAsync(Guid id) =>
        returns.Service.InDatabaseAsync<ReturnsDb, string?>(db =>
            db.Returns.Where(x => x.CorrelationId == id).Select(x => x.Customer).SingleAsync(Cancelled)
        );
}
