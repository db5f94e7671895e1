using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class WholeFlowTests(LocalMesh mesh)
{
    private static List<string> Ids(Answer page) => [.. page.Json!["items"]!.AsArray().Select(x => (string)x!["id"]!)];

    private static string NewOrder() => $"W-{Guid.NewGuid():N}"[..14];

    [Fact]
    public async Task A_return_proceeds_from_the_request_to_the_refund_and_the_last_message()
    {
        var journey = new Journey(mesh.Api, NewOrder());
        await journey.OrderAsync(
            Journey.Order(journey.Payment, 9900, Journey.Line("shirt", 2, 4000), Journey.Line("belt", 1, 1900))
        );

        var it = await journey.CompleteAsync(("shirt", 1), ("belt", 1));

        Journey.Refunded(it).ShouldBe(5900);
        ((string?)it["refunds"]![0]!["status"]).ShouldBe("succeeded");
        (await mesh.PaidAsync(journey.Payment)).ShouldBe([5900]);
        var refunds = await mesh.Api.GetAsync($"/v1/refunds?returnId={journey.ReturnId}", "local-finance");
        ((long)refunds.Json!["items"]![0]!["amount"]!).ShouldBe(5900);
        await Eventually.IsTrueAsync(
            () =>
                Directory
                    .GetFiles(mesh.MailFolder, "*.eml")
                    .Count(x => File.ReadAllText(x).Contains(journey.OrderNumber)) == 4,
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task The_timeline_lists_events_in_order()
    {
        var journey = new Journey(mesh.Api, NewOrder());
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
        await journey.CompleteAsync(("a", 1));

        var timeline = await mesh.Api.GetAsync($"/v1/returns/{journey.ReturnId}/timeline");
        var what = timeline.Json!["items"]!.AsArray().Select(x => (string)x!["what"]!).ToList();
        what.First().ShouldBe("requested");
        string[] steps = ["requested", "approved", "received", "inspected", "refunded", "completed"];
        what.Where(steps.Contains).ShouldBe(steps);

        var first = await mesh.Api.GetAsync($"/v1/returns/{journey.ReturnId}/timeline?limit=2");
        first.Json!["items"]!.AsArray().Count.ShouldBe(2);
        var second = await mesh.Api.GetAsync(
            $"/v1/returns/{journey.ReturnId}/timeline?limit=200&after={first.Json["next"]}"
        );
        // The last message may have been told in between.
        Ids(first).Concat(Ids(second)).Take(what.Count).ShouldBe(Ids(timeline));
    }

    [Fact]
    public async Task A_receipt_closed_short_pays_for_what_arrived_and_the_rest_may_be_requested_again()
    {
        var journey = new Journey(mesh.Api, NewOrder());
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("socks", 3, 400, discount: 200)));
        await journey.RequestAsync(Journey.Ask("socks", 3));
        await journey.ScanAsync();
        await journey.UnitAsync("socks", 2);
        await journey.CloseAsync(isShort: true);
        await journey.JudgeAsync();
        Journey.Refunded(await journey.UntilStatusAsync("completed")).ShouldBe(334 + 333);

        var rest = new Journey(mesh.Api, journey.OrderNumber);
        Journey.Refunded(await rest.CompleteAsync(("socks", 1))).ShouldBe(333);
    }

    [Fact]
    public async Task A_unit_returned_to_the_customer_is_not_refunded()
    {
        var journey = new Journey(mesh.Api, NewOrder());
        await journey.OrderAsync(
            Journey.Order(journey.Payment, 2000, Journey.Line("a", 1, 500), Journey.Line("b", 1, 1500))
        );
        await journey.RequestAsync(Journey.Ask("a", 1), Journey.Ask("b", 1));
        await journey.ScanAsync();
        await journey.UnitAsync("a");
        await journey.UnitAsync("b");
        await journey.CloseAsync();
        await journey.JudgeAsync("C", unit => (string?)unit["lineId"] == "b" ? "return_to_customer" : null);

        Journey.Refunded(await journey.UntilStatusAsync("completed")).ShouldBe(500);
    }

    [Fact]
    public async Task An_empty_parcel_after_which_nothing_more_comes_completes_the_return_without_a_refund()
    {
        var journey = new Journey(mesh.Api, NewOrder());
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
        await journey.RequestAsync(Journey.Ask("a", 1));
        await journey.ScanAsync();
        await journey.CloseAsync(isShort: true);

        Journey.Refunded(await journey.UntilStatusAsync("completed")).ShouldBe(0);
        (await mesh.PaidAsync(journey.Payment)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Store_credit_can_be_spent_and_the_rest_is_refunded_to_the_card()
    {
        var number = NewOrder();
        var journey = new Journey(mesh.Api, number);
        await journey.OrderAsync(
            new
            {
                currency = "EUR",
                deliveredAt = DateTimeOffset.UtcNow.AddDays(-2),
                customer = new { reference = $"c-{number}", email = $"{number}@example.org" },
                lines = new[] { Journey.Line("a", 1, 1000), Journey.Line("b", 1, 500) },
                payments = new[]
                {
                    new
                    {
                        reference = journey.Payment,
                        method = "card",
                        captured = 1500,
                    },
                },
            }
        );
        object[] lines = [Journey.Ask("a", 1, resolution: "store_credit"), Journey.Ask("b", 1)];
        var quote = await mesh.Api.PostAsync(
            "/v1/returns/quote",
            "local-storefront",
            new
            {
                orderNumber = number,
                channel = "web",
                lines,
            }
        );
        ((long)quote.Json!["refund"]!, (long)quote.Json["storeCredit"]!).ShouldBe((1500, 1000));
        await journey.RequestAsync(lines);
        await journey.ScanAsync();
        await journey.UnitAsync("a");
        await journey.UnitAsync("b");
        await journey.CloseAsync();
        await journey.JudgeAsync();

        var it = await journey.UntilStatusAsync("completed");

        ((long)it["refunds"]![0]!["storeCredit"]!).ShouldBe(1000);
        (await mesh.PaidAsync(journey.Payment)).ShouldBe([500]);
        var spent = await mesh.Api.PostAsync(
            $"/v1/store-credits/c-{number}/spend",
            "local-storefront",
            new
            {
                amount = 300,
                currency = "EUR",
                reference = $"next-{number}",
            },
            Guid.NewGuid().ToString()
        );
        spent.ShouldBe(HttpStatusCode.Created);
        var credit = await mesh.Api.GetAsync($"/v1/store-credits/c-{number}");
        ((long)credit.Json!["balances"]![0]!["left"]!).ShouldBe(700);
    }

    [Fact]
    public async Task A_declined_refund_is_parked_with_its_reason()
    {
        var number = NewOrder();
        var journey = new Journey(mesh.Api, number);
        await journey.OrderAsync(Journey.Order($"{number}-declined", 1000, Journey.Line("a", 1, 1000)));
        await journey.RequestAsync(Journey.Ask("a", 1));
        await journey.ScanAsync();
        await journey.UnitAsync("a");
        await journey.CloseAsync();
        await journey.JudgeAsync();

        var it = await journey.UntilAttentionAsync("refund_declined");
        ((string?)it["status"]).ShouldBe("settling");
        ((string?)it["refunds"]![0]!["status"]).ShouldBe("failed");
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("silent-once")]
    [InlineData("down-once")]
    public async Task A_misbehaving_provider_still_pays_once(string misbehaviour)
    {
        var number = NewOrder();
        var journey = new Journey(mesh.Api, number);
        await journey.OrderAsync(Journey.Order($"{number}-{misbehaviour}", 1000, Journey.Line("a", 1, 1000)));

        Journey.Refunded(await journey.CompleteAsync(("a", 1))).ShouldBe(1000);

        (await mesh.PaidAsync($"{number}-{misbehaviour}")).ShouldBe([1000]);
    }

    [Fact]
    public async Task Two_hundred_returns_at_once_are_each_paid_to_the_cent()
    {
        var random = new Random(42);
        var journeys = Enumerable
            .Range(0, 100)
            .Select(_ => (Quantity: random.Next(2, 6), Price: random.Next(1, 10_000), Off: random.Next(0, 2)))
            .Select(async order =>
            {
                var off = order.Off * (order.Price / 3);
                var total = (long)order.Quantity * order.Price - off;
                var number = NewOrder();
                var first = new Journey(mesh.Api, number);
                await first.OrderAsync(
                    Journey.Order(first.Payment, total, Journey.Line("x", order.Quantity, order.Price, off))
                );
                var second = new Journey(mesh.Api, number);
                var ends = await Task.WhenAll(
                    first.CompleteAsync(("x", 1)),
                    second.CompleteAsync(("x", order.Quantity - 1))
                );
                var paid = await mesh.PaidAsync(first.Payment);
                return (Told: ends.Sum(Journey.Refunded), Paid: paid.Sum(), paid.Count, Total: total);
            });

        foreach (var order in await Task.WhenAll(journeys))
        {
            order.Told.ShouldBe(order.Total);
            order.Paid.ShouldBe(order.Total);
            order.Count.ShouldBeLessThanOrEqualTo(2);
        }
    }

    [Fact]
    public async Task Of_fifty_requests_for_the_last_unit_one_wins()
    {
        var number = NewOrder();
        await mesh.Api.PutOrderAsync(number, Journey.Order("pay", 1000, Journey.Line("last", 1, 1000)));
        var request = new
        {
            orderNumber = number,
            channel = "web",
            lines = new[] { Journey.Ask("last", 1) },
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => mesh.Api.RequestReturnAsync(request)));

        answers.Count(x => x.Status == HttpStatusCode.Created).ShouldBe(1);
        foreach (var loser in answers.Where(x => x.Status != HttpStatusCode.Created))
        {
            loser.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "not_eligible");
            loser.Text.ShouldContain("quantity_left");
        }
    }
}
