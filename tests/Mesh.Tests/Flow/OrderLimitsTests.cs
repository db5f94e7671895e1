using System.Net;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>Every list of an order and of a return request is bounded, and the answer names the bound.</summary>
public sealed class OrderLimitsTests(LocalMesh mesh)
{
    [Fact]
    public async Task An_order_has_a_hundred_payments_at_most()
    {
        await PutAsync(lines: 1, quantity: 1, payments: 101).ShouldNameAsync("payments", "100");
        (await PutAsync(lines: 1, quantity: 1, payments: 100)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_order_has_a_hundred_thousand_pieces_at_most()
    {
        await PutAsync(lines: 11, quantity: 10_000, payments: 1).ShouldNameAsync("lines", "100000");
        (await PutAsync(lines: 10, quantity: 10_000, payments: 1)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_order_has_five_thousand_lines_at_most() =>
        await PutAsync(lines: 5_001, quantity: 1, payments: 1).ShouldNameAsync("lines", "5000");

    [Fact]
    public async Task A_return_has_two_thousand_lines_and_five_thousand_units_at_most()
    {
        await QuoteAsync(lines: 2_001, quantity: 1).ShouldNameAsync("lines", "2000");
        await QuoteAsync(lines: 3, quantity: 2_000).ShouldNameAsync("lines", "5000");
    }

    /// <summary>The database's row of each unit must not repeat the text of all lines: that takes longer than the gateway waits.</summary>
    [Fact]
    public async Task A_return_of_two_thousand_lines_is_read_before_the_gateway_gives_up()
    {
        const int Lines = 2_000;
        var number = Shop.NewOrder();
        (await PutAsync(Lines, quantity: 2, payments: 1, number)).ShouldBe(HttpStatusCode.Created);
        var comment = new string('x', 300);
        var requested = await mesh.Api.PostAsync(
            "/v1/returns",
            "local-storefront",
            new
            {
                orderNumber = number,
                channel = "web",
                lines = Enumerable
                    .Range(0, Lines)
                    .Select(i => new
                    {
                        lineId = $"l{i}",
                        quantity = 2,
                        reason = "defective",
                        resolution = "refund",
                        comment,
                    }),
            },
            idempotencyKey: number
        );
        requested.Status.ShouldBe(HttpStatusCode.Created);

        var found = await mesh.Api.GetAsync($"/v1/returns/{requested.Json!["id"]}", "local-storefront");

        found.Json!["lines"]!.AsArray().Count.ShouldBe(Lines);
    }

    [Fact]
    public async Task A_request_with_thousands_of_lines_that_are_not_eligible_is_refused_by_the_first_of_them()
    {
        var number = await new Shop(mesh.Api).OrderedAsync(1);
        var unknown = new string('x', 95);

        var answer = await mesh.Api.RequestReturnAsync(
            new
            {
                orderNumber = number,
                channel = "web",
                lines = Enumerable.Range(0, 2_000).Select(i => Journey.Ask($"{unknown}{i:D4}", 1)),
            }
        );

        answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "not_eligible");
        answer.Json!["errors"]!.AsObject().Count.ShouldBe(100);
        answer.Text.Length.ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task A_flaw_does_not_repeat_a_text_that_is_too_long()
    {
        var id = new string('<', 9_000);
        var line = new
        {
            lineId = id,
            sku = "s",
            quantity = 1,
            unitPrice = 1,
        };

        var answer = await mesh.Api.PutOrderAsync(
            Shop.NewOrder(),
            new
            {
                currency = "EUR",
                lines = Enumerable.Repeat(line, 15),
                payments = Array.Empty<object>(),
            }
        );

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");
        answer.Text.Length.ShouldBeLessThan(10_000);
    }

    private Task<Answer> QuoteAsync(int lines, int quantity) =>
        mesh.Api.PostAsync(
            "/v1/returns/quote",
            "local-storefront",
            new
            {
                orderNumber = "any",
                channel = "web",
                lines = Enumerable.Range(0, lines).Select(i => Journey.Ask($"l{i}", quantity)),
            }
        );

    private Task<Answer> PutAsync(int lines, int quantity, int payments, string? order = null)
    {
        var number = order ?? Shop.NewOrder();
        return mesh.Api.PutOrderAsync(
            number,
            new
            {
                currency = "EUR",
                deliveredAt = DateTimeOffset.UtcNow,
                lines = Enumerable
                    .Range(0, lines)
                    .Select(i => new
                    {
                        lineId = $"l{i}",
                        sku = "s",
                        quantity,
                        unitPrice = 1,
                    }),
                payments = Enumerable
                    .Range(0, payments)
                    .Select(i => new
                    {
                        reference = $"{number}-{i}",
                        method = "card",
                        captured = lines * quantity,
                    }),
            }
        );
    }
}

file static class Naming
{
    /// <summary>It is a 400 that names the list and its bound.</summary>
    public static async Task ShouldNameAsync(this Task<Answer> answer, string list, string bound) =>
        (await answer).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request").Json!["errors"]![list]!
            .ToJsonString()
            .ShouldContain(bound);
}
