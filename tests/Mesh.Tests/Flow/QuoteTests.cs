using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class QuoteTests(LocalMesh mesh)
{
    [Fact]
    public async Task A_return_pays_the_amount_that_was_quoted()
    {
        var journey = await OrderedAsync();

        var quote = (await QuoteAsync(journey, Journey.Ask("a", 2), Journey.Ask("b", 1))).ShouldBe(HttpStatusCode.OK);

        ((bool)quote.Json!["eligible"]!).ShouldBeTrue();
        var lines = quote.Json["lines"]!.AsArray();
        foreach (var line in lines)
        {
            var parts = line!["parts"]!;
            // Discounts and fees have the sign that they have in an order.
            (Part("price") - Part("discount") + Part("tax") + Part("shipping") - Part("fees")).ShouldBe(
                (long)line["refund"]!
            );
            Part("discount").ShouldBe(line["lineId"]!.ToString() == "a" ? 66 : 1);
            long Part(string name) => (long)parts[name]!;
            ((string?)line["rule"]).ShouldBe("return_window");
        }
        ((long)lines[0]!["parts"]!["price"]!).ShouldBe(2002);
        ((long)quote.Json["refund"]!).ShouldBe(lines.Sum(x => (long)x!["refund"]!));
        var done = await journey.CompleteAsync(("a", 2), ("b", 1));
        Journey.Refunded(done).ShouldBe((long)quote.Json["refund"]!);
    }

    [Fact]
    public async Task A_faulty_line_refunds_its_postage_with_a_promised_date()
    {
        var journey = new Journey(mesh.Api, $"Q-{Guid.NewGuid():N}"[..14]);
        await journey.OrderAsync(WithPostage(journey.Payment, postage: 1000));
        var quote = await QuoteAsync(journey, Journey.Ask("a", 2, "defective"));

        await journey.RequestAsync(Journey.Ask("a", 2, "defective"));
        (await mesh.Api.PutOrderAsync(journey.OrderNumber, WithPostage(journey.Payment, postage: 900))).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "contradicts_return"
        );
        await journey.ScanAsync();
        await journey.UnitAsync("a", 2);
        await journey.CloseAsync();
        await journey.JudgeAsync();
        var done = await journey.UntilStatusAsync("completed");

        ((DateTimeOffset)quote.Json!["handOverBy"]!).ShouldBe(
            (DateTimeOffset)done["handOverBy"]!,
            TimeSpan.FromMinutes(5)
        );
        ((int)quote.Json["decimals"]!).ShouldBe(3);
        ((long)quote.Json["lines"]![0]!["parts"]!["shipping"]!).ShouldBe(709);
        Journey.Refunded(done).ShouldBe((long)quote.Json["refund"]!);
        ((DateTimeOffset)done["promisedBy"]!).ShouldBe(DateTimeOffset.UtcNow.AddDays(14), TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task A_quote_and_its_return_are_limited_to_the_cap_left_by_refunds_made_elsewhere()
    {
        var journey = new Journey(mesh.Api, $"Q-{Guid.NewGuid():N}"[..14]);
        await journey.OrderAsync(PaidBack(journey.Payment, elsewhere: 300));

        var quote = (await QuoteAsync(journey, Journey.Ask("x", 1))).ShouldBe(HttpStatusCode.OK);

        ((long)quote.Json!["refund"]!).ShouldBe(700);
        ((string?)quote.Json["limitReason"]).ShouldNotBeNull();
        var done = await journey.CompleteAsync(("x", 1));
        (Journey.Refunded(done), (long)done["refunds"]![0]!["shortfall"]!).ShouldBe((700, 300));
    }

    [Theory]
    [InlineData("card", "chargeback")]
    [InlineData("cash_on_delivery", "refunded_elsewhere")]
    public async Task A_quote_subtracts_what_left_a_payment_by_other_means(string method, string kind)
    {
        var journey = new Journey(mesh.Api, $"Q-{Guid.NewGuid():N}"[..14]);
        await journey.OrderAsync(PaidBack(journey.Payment, elsewhere: 0, quantity: 2, method));
        await journey.RequestAsync(Journey.Ask("x", 1));
        await journey.ScanAsync();
        await journey.UnitAsync("x");
        await journey.CloseAsync();
        await journey.JudgeAsync();

        var payment = method == "card" ? journey.Payment : $"cash:{journey.OrderNumber}%2F{journey.Payment}";
        await ReportAsync(journey, payment, kind, 400, method);

        await Eventually.IsTrueAsync(
            async () => (long)(await QuoteAsync(journey, Journey.Ask("x", 1))).Json!["refund"]! == 600,
            TimeSpan.FromSeconds(30)
        );
    }

    [Theory]
    [InlineData("card", "chargeback")]
    [InlineData("cash_on_delivery", "refunded_elsewhere")]
    public async Task A_quote_subtracts_what_left_a_payment_of_orders_that_nothing_came_back_of(
        string method,
        string kind
    )
    {
        var journey = new Journey(mesh.Api, $"Q-{Guid.NewGuid():N}"[..14]);
        var payment = method == "card" ? journey.Payment : $"cash:{journey.OrderNumber}%2F{journey.Payment}";
        await ReportAsync(journey, payment, kind, 400, method);
        await journey.OrderAsync(PaidBack(journey.Payment, elsewhere: 0, method: method));

        await Eventually.IsTrueAsync(
            async () => (long)(await QuoteAsync(journey, Journey.Ask("x", 1))).Json!["refund"]! == 600,
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task What_a_card_cannot_give_after_a_chargeback_is_quoted_as_the_store_credit_that_paid_the_rest()
    {
        var journey = new Journey(mesh.Api, $"Q-{Guid.NewGuid():N}"[..14]);
        object Payment(string reference, string method, long captured) =>
            new
            {
                reference,
                method,
                captured,
            };
        await journey.OrderAsync(
            new
            {
                currency = "EUR",
                deliveredAt = DateTimeOffset.UtcNow.AddDays(-2),
                customer = new { reference = $"c-{journey.OrderNumber}" },
                lines = new[] { Journey.Line("x", 3, 1000) },
                payments = new[]
                {
                    Payment(journey.Payment, "card", 2000),
                    Payment($"credit-{journey.OrderNumber}", "store_credit", 1000),
                },
            }
        );
        await journey.CompleteAsync(("x", 1));
        var before = await QuoteAsync(journey, Journey.Ask("x", 1));

        await ReportAsync(journey, journey.Payment, "chargeback", 1000, "card");

        ((long)before.Json!["storeCredit"]!).ShouldBe(0);
        await Eventually.IsTrueAsync(
            async () => (long)(await QuoteAsync(journey, Journey.Ask("x", 1))).Json!["storeCredit"]! == 1000,
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task A_quote_counts_neither_a_refund_that_was_given_up_nor_a_piece_in_quarantine()
    {
        var journey = new Journey(mesh.Api, $"Q-{Guid.NewGuid():N}"[..14]);
        var payment = $"{journey.Payment}-declined";
        await journey.OrderAsync(PaidBack(payment, elsewhere: 0, quantity: 3));
        await ReturnAsync(disposition: null);
        await journey.UntilAttentionAsync("refund_declined");
        // Paid outside, and closed by hand.
        await journey.OrderAsync(PaidBack(payment, elsewhere: 1000, quantity: 3));
        (await QuotedAsync(2)).ShouldBe(1000);
        (
            await mesh.Api.PostAsync(
                $"/v1/returns/{journey.ReturnId}/close",
                "local-agent",
                new { reason = "paid in the shop" }
            )
        ).ShouldBe(HttpStatusCode.OK);

        (await QuotedAsync(2)).ShouldBe(2000);

        // Nothing is given for a piece in quarantine.
        await ReturnAsync(disposition: "quarantine");
        await journey.UntilStatusAsync("completed");
        await journey.OrderAsync(PaidBack(payment, elsewhere: 2000, quantity: 3));
        (await QuotedAsync(1)).ShouldBe(1000);

        async Task<long> QuotedAsync(int quantity) =>
            (long)(await QuoteAsync(journey, Journey.Ask("x", quantity))).Json!["refund"]!;

        async Task ReturnAsync(string? disposition)
        {
            await journey.RequestAsync(Journey.Ask("x", 1));
            await journey.ScanAsync();
            await journey.UnitAsync("x");
            await journey.CloseAsync();
            await journey.JudgeAsync(disposition: _ => disposition);
        }
    }

    [Fact]
    public async Task A_line_that_is_not_eligible_has_its_refusal_and_the_others_are_quoted()
    {
        var journey = await OrderedAsync();

        var quote = await QuoteAsync(journey, Journey.Ask("a", 4), Journey.Ask("b", 1), Journey.Ask("ghost", 1));

        ((bool)quote.Json!["eligible"]!).ShouldBeFalse();
        quote.Json["lines"]!
            .AsArray()
            .Select(x => ((bool)x!["eligible"]!, (string?)x["rule"]))
            .ShouldBe([(false, "quantity_left"), (true, "return_window"), (false, "unknown_line")]);
        ((long)quote.Json["lines"]![0]!["refund"]!).ShouldBe(0);
        ((string?)quote.Json["lines"]![0]!["refusal"]).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_quote_reserves_nothing_and_an_invalid_one_is_refused()
    {
        var journey = await OrderedAsync();

        await QuoteAsync(journey, Journey.Ask("a", 3));
        ((bool)(await QuoteAsync(journey, Journey.Ask("a", 3))).Json!["eligible"]!).ShouldBeTrue();

        (await QuoteAsync(new Journey(mesh.Api, "nobody's"), Journey.Ask("a", 1))).ShouldBeProblem(
            HttpStatusCode.UnprocessableEntity,
            "unknown_order"
        );
        (await QuoteAsync(journey, Journey.Ask("a", 0))).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_tax_above_the_amount_is_refused() =>
        (await mesh.Api.PutOrderAsync("T-1", WithPostage("t-1", postage: 0, taxRate: 10_001)))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request")
            .Json!["errors"]!
            ["lines[0].taxRate"]
            .ShouldNotBeNull();

    /// <summary>In a currency of three decimals, with tax on top.</summary>
    private static object WithPostage(string payment, long postage, int taxRate = 500) =>
        new
        {
            currency = "KWD",
            decimals = 3,
            taxIncluded = false,
            deliveredAt = DateTimeOffset.UtcNow.AddDays(-1),
            discount = 100,
            shipping = new { amount = postage, tax = 51 },
            lines = new[]
            {
                new
                {
                    lineId = "a",
                    sku = "sku-a",
                    quantity = 3,
                    unitPrice = 10_001,
                    tax = 1_495,
                    taxRate,
                },
            },
            payments = new[]
            {
                new
                {
                    reference = payment,
                    method = "card",
                    captured = 32_449,
                },
            },
        };

    [Fact]
    public async Task A_quote_without_an_eligible_line_names_no_hand_over_deadline()
    {
        var quote = await QuoteAsync(await OrderedAsync(), Journey.Ask("ghost", 1));

        ((bool)quote.ShouldBe(HttpStatusCode.OK).Json!["eligible"]!).ShouldBeFalse();
        quote.Json!["handOverBy"].ShouldBeNull();
    }

    private async Task ReportAsync(Journey journey, string payment, string kind, long amount, string method) =>
        (
            await mesh.Api.SendAsync(
                HttpMethod.Post,
                $"/v1/payments/{payment}/adjustments",
                "local-storefront",
                new
                {
                    kind,
                    amount,
                    currency = "EUR",
                    reference = $"dp-{journey.OrderNumber}",
                    method,
                },
                idempotencyKey: $"dp-{journey.OrderNumber}"
            )
        ).ShouldBe(HttpStatusCode.Created);

    private async Task<Journey> OrderedAsync()
    {
        var journey = new Journey(mesh.Api, $"Q-{Guid.NewGuid():N}"[..14]);
        await journey.OrderAsync(
            Journey.Order(
                journey.Payment,
                10_000,
                Journey.Line("a", 3, 1001, discount: 100),
                Journey.Line("b", 1, 2000, discount: 1)
            )
        );
        return journey;
    }

    private Task<Answer> QuoteAsync(Journey journey, params object[] lines) =>
        mesh.Api.PostAsync(
            "/v1/returns/quote",
            "local-storefront",
            new
            {
                orderNumber = journey.OrderNumber,
                channel = "web",
                lines,
            }
        );

    private static object PaidBack(string payment, long elsewhere, int quantity = 1, string method = "card") =>
        new
        {
            currency = "EUR",
            deliveredAt = DateTimeOffset.UtcNow.AddDays(-2),
            lines = new[] { Journey.Line("x", quantity, 1000) },
            payments = new[]
            {
                new
                {
                    reference = payment,
                    method,
                    captured = 1000 * quantity,
                    refunded = elsewhere,
                },
            },
        };
}
