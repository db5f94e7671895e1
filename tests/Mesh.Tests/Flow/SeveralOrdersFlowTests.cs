using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>One return of two orders, with the same line and article in both, through all services.</summary>
public sealed class SeveralOrdersFlowTests(LocalMesh mesh)
{
    [Fact]
    public async Task Each_orders_payment_gets_its_own_refund_to_the_cent_of_the_quote()
    {
        var (first, second) = await OrderedAsync();
        var quote = await mesh.Api.PostAsync("/v1/returns/quote", "local-storefront", Request(first, second));
        var journey = await RequestAsync(first, second);
        await journey.ScanAsync();
        await UnitAsync(journey, second.OrderNumber);
        await journey.CloseAsync();
        await journey.JudgeAsync();
        await Eventually.IsTrueAsync(
            async () => (await mesh.PaidAsync(second.Payment)).Count == 1,
            TimeSpan.FromSeconds(60),
            () => "The first parcel was not refunded."
        );
        (await mesh.PaidAsync(first.Payment)).ShouldBeEmpty();

        await journey.ScanAsync();
        // By its tag alone: both orders lack one.
        await journey.UnitAsync("a", 2);
        await journey.CloseAsync();
        await journey.JudgeAsync();
        var done = await journey.UntilStatusAsync("completed");

        (await mesh.PaidAsync(first.Payment)).ShouldBe([1000]);
        (await mesh.PaidAsync(second.Payment)).ShouldBe([650, 650]);
        ((long)quote.Json!["refund"]!).ShouldBe(Journey.Refunded(done));
        quote.Json["orders"]!
            .AsArray()
            .Select(x => ((string?)x!["orderNumber"], (long)x["refund"]!))
            .ShouldBe([(first.OrderNumber, 1000), (second.OrderNumber, 1300)]);
        done["refunds"]!
            .AsArray()
            .GroupBy(x => (string?)x!["orderNumber"], x => (long)x!["amount"]!)
            .ToDictionary(x => x.Key!, x => x.Sum())
            .ShouldBe(
                new Dictionary<string, long> { [first.OrderNumber] = 1000, [second.OrderNumber] = 1300 },
                ignoreOrder: true
            );
        done["lines"]!
            .AsArray()
            .Select(x => ((string?)x!["orderNumber"], (int)x["received"]!))
            .ShouldBe([(first.OrderNumber, 1), (second.OrderNumber, 2)]);
    }

    [Fact]
    public async Task A_refund_that_the_bank_declines_is_parked_and_the_other_orders_is_paid()
    {
        var (first, second) = await OrderedAsync("-declined");
        var journey = await RequestAsync(first, second);
        await journey.ScanAsync();
        await FindAsync(journey, second.OrderNumber, [first.OrderNumber, second.OrderNumber]);
        await UnitAsync(journey, first.OrderNumber);
        await UnitAsync(journey, second.OrderNumber, 2);
        await journey.CloseAsync();
        await journey.JudgeAsync();

        var it = await journey.UntilAttentionAsync("refund_declined");

        await Eventually.IsTrueAsync(
            async () => (await mesh.PaidAsync(first.Payment)).SequenceEqual([1000]),
            TimeSpan.FromSeconds(60)
        );
        ((string?)it["status"]).ShouldBe("settling");
        it["refunds"]!.AsArray().Single(x => (string?)x!["orderNumber"] == second.OrderNumber)!["status"]!
            .ToString()
            .ShouldBe("failed");
        var inspections = await mesh.Api.GetAsync($"/v1/inspections?returnId={journey.ReturnId}", "local-inspector");
        inspections.Json!["items"]![0]!["units"]!
            .AsArray()
            .Select(x => (string?)x!["orderNumber"])
            .ShouldBe([first.OrderNumber, second.OrderNumber, second.OrderNumber]);
    }

    private async Task<(Journey First, Journey Second)> OrderedAsync(string suffix = "")
    {
        var first = new Journey(mesh.Api, Shop.NewOrder());
        var second = new Journey(mesh.Api, Shop.NewOrder() + suffix);
        var customer = $"c-{first.OrderNumber}";
        await first.OrderAsync(Order(customer, first.Payment, 2000, Journey.Line("a", 2, 1000)));
        await second.OrderAsync(Order(customer, second.Payment, 1300, Journey.Line("a", 2, 700, discount: 100)));
        return (first, second);
    }

    private static object Order(string customer, string payment, long captured, object line) =>
        new
        {
            currency = "EUR",
            deliveredAt = DateTimeOffset.UtcNow.AddDays(-2),
            customer = new { reference = customer },
            lines = new[] { line },
            payments = new[]
            {
                new
                {
                    reference = payment,
                    method = "card",
                    captured,
                },
            },
        };

    private static object[] Lines(Journey second) =>
        [
            Journey.Ask("a", 1),
            new
            {
                lineId = "a",
                quantity = 2,
                reason = "too_small",
                resolution = "refund",
                orderNumber = second.OrderNumber,
            },
        ];

    private static object Request(Journey first, Journey second) =>
        new
        {
            orderNumber = first.OrderNumber,
            channel = "web",
            lines = Lines(second),
        };

    private static async Task<Journey> RequestAsync(Journey first, Journey second)
    {
        await first.RequestAsync(Lines(second));
        return first;
    }

    /// <summary>A parcel is found by any of its return's orders.</summary>
    private async Task FindAsync(Journey journey, string code, string[] orders)
    {
        var answer = await mesh.Api.PostAsync(
            "/v1/warehouse/scans",
            "local-warehouse",
            new
            {
                scanId = Guid.NewGuid(),
                receiptId = journey.ReceiptId,
                code,
                station = "t1",
                scannedAt = DateTimeOffset.UtcNow,
            }
        );
        ((string?)answer.ShouldBe(HttpStatusCode.OK).Json!["match"]).ShouldBe("one");
        answer.Json!["candidates"]![0]!["expected"]!.AsArray().Select(x => (string?)x!["orderNumber"]).ShouldBe(orders);
    }

    private async Task UnitAsync(Journey journey, string orderNumber, int quantity = 1)
    {
        var answer = await mesh.Api.PostAsync(
            $"/v1/warehouse/receipts/{journey.ReceiptId}/units",
            "local-warehouse",
            new
            {
                scanId = Guid.NewGuid(),
                lineId = "a",
                orderNumber,
                quantity,
                scannedAt = DateTimeOffset.UtcNow,
            }
        );
        ((string?)answer.ShouldBe(HttpStatusCode.OK).Json!["outcome"]).ShouldBe("expected");
    }
}
