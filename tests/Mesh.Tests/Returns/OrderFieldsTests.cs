using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>What an order carries for later steps, and who may read it.</summary>
public sealed class OrderFieldsTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    [Fact]
    public async Task An_order_is_read_as_it_was_put()
    {
        var order = Full();

        var put = await PutAsync("1001", order);

        put.Status.ShouldBe(HttpStatusCode.Created);
        foreach (var role in new[] { "storefront", "agent" })
        {
            var (status, etag, found) = await GetAsync("1001", role);
            (status, etag).ShouldBe((HttpStatusCode.OK, put.ETag));
            foreach (var (field, value) in order.AsObject())
            {
                Without(found[field]!).ShouldBe(value!.ToJsonString(), field);
            }
            (found.Text("total"), found.Text("storefront")).ShouldBe(("9000", "demo"));
        }
    }

    [Fact]
    public async Task Another_storefronts_order_is_not_found_and_other_roles_do_not_read_it()
    {
        await PutAsync("1002", Full());

        (await GetAsync("1002", "agent", "demo-2")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("1002", "storefront", "demo-2")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("1002", "warehouse")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAsync("never-put", "agent")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_order_number_of_two_storefronts_is_answered_with_both_names()
    {
        await PutAsync("1003", Full());
        await PutAsync("1003", Full(), storefront: "demo-2");

        var both = await GetAsync("1003", "agent", "demo", "demo-2");
        var one = await returns.SendAsync(
            HttpMethod.Get,
            "/v1/orders/1003?storefrontId=demo-2",
            null,
            "agent",
            null,
            "demo",
            "demo-2"
        );

        both.Status.ShouldBe(HttpStatusCode.BadRequest);
        both.Body.Text("detail")!.ShouldContain("demo, demo-2");
        one.Body.Text("storefront").ShouldBe("demo-2");
    }

    [Fact]
    public async Task An_order_that_changed_since_it_was_read_is_not_overwritten()
    {
        var first = await PutAsync("1004", Full());
        var second = await PutAsync("1004", Full(), ifMatch: first.ETag);

        second.Status.ShouldBe(HttpStatusCode.OK);
        second.ETag.ShouldBe((await GetAsync("1004", "agent")).ETag);
        (await PutAsync("1004", Full(), ifMatch: first.ETag)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Removing_personal_data_deletes_its_only_row()
    {
        await PutAsync("1005", Full());
        (await ContactsAsync("1005")).ShouldBe(1);
        var anonymous = Full();
        anonymous["customer"] = JsonNode.Parse("""{"reference":"c-9"}""");
        anonymous.AsObject().Remove("deliveryAddress");

        await PutAsync("1005", anonymous);

        (await ContactsAsync("1005")).ShouldBe(0);
        await PutAsync("1005", Full());
        (await GetAsync("1005", "agent")).Body["customer"]!.Text("email").ShouldBe("mei@example.com");
        var text = await returns.Service.InDatabaseAsync(
            async (ReturnsDb db) =>
                (
                    await db
                        .Database.SqlQuery<string>($"SELECT group_concat(Customer || Lines) AS Value FROM Orders")
                        .ToListAsync()
                )[0]
        );
        text.ShouldNotContain("mei");
    }

    [Fact]
    public async Task Goods_sold_in_a_shop_can_be_returned_from_the_day_of_the_sale_without_a_delivery()
    {
        foreach (var (number, days, eligible) in new[] { ("shop-1", -2, true), ("shop-2", -30, false) })
        {
            var order = Full();
            order["soldIn"] = "shop";
            order["orderedAt"] = ReturnsFixture.Now.AddDays(days).ToString("O");
            order.AsObject().Remove("deliveredAt");
            // A part of a set does not come back alone.
            order["lines"]!.AsArray().ToList().ForEach(x => x!.AsObject().Remove("set"));
            (await PutAsync(number, order)).Status.ShouldBe(HttpStatusCode.Created);

            var quote = await returns.SendAsync(
                HttpMethod.Post,
                "/v1/returns/quote",
                new
                {
                    orderNumber = number,
                    channel = "shop",
                    lines = new[]
                    {
                        new
                        {
                            lineId = "jacket",
                            quantity = 1,
                            reason = "too_small",
                            resolution = "refund",
                        },
                    },
                }
            );

            ((bool)quote.Body["eligible"]!).ShouldBe(eligible, quote.Body.ToJsonString());
        }
    }

    [Theory]
    [InlineData("soldIn", "\"market\"")]
    [InlineData("orderedAt", "\"1999-01-01T00:00:00Z\"")]
    [InlineData("customer.phone", """{"reference":"c","phone":"call me"}""")]
    [InlineData("customer.name", """{"reference":"c","name":"a\u0007b"}""")]
    [InlineData("customer.locale", """{"reference":"c","locale":"en_GB"}""")]
    [InlineData("deliveryAddress.country", """{"country":"UK"}""")]
    [InlineData("deliveryAddress.lines[1]", """{"country":"GB","lines":["a",""]}""")]
    [InlineData("deliveryAddress.postcode", """{"country":"GB","postcode":"123456789012345678901"}""")]
    [InlineData("lines[0].imageUrl", "\"http://shop.example/1.jpg\"")]
    [InlineData("lines[0].weight", "0")]
    [InlineData("lines[0].weight", "1000001")]
    [InlineData("lines[0].cnCode", "\"6109.10.00\"")]
    [InlineData("lines[0].set", "\"\"")]
    [InlineData("lines[0].warrantyUntil", "\"1999-12-31\"")]
    [InlineData("lines[0].supplier", "\"\"")]
    public async Task A_wrong_field_is_refused_with_its_path(string where, string value)
    {
        var order = Full();
        if (where.StartsWith("lines", StringComparison.Ordinal))
        {
            order["lines"]![0]![where.Split('.')[1]] = JsonNode.Parse(value);
        }
        else
        {
            order[where.Split('.')[0]] = JsonNode.Parse(value);
        }

        var answer = await PutAsync("wrong", order);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Body.ToJsonString());
        answer.Body["errors"]!.AsObject().Select(x => x.Key).ShouldBe([where]);
    }

    [Fact]
    public async Task A_sale_in_a_shop_needs_its_time()
    {
        var order = Full();
        order["soldIn"] = "shop";
        order.AsObject().Remove("orderedAt");

        var answer = await PutAsync("wrong", order);

        answer.Body["errors"]!.AsObject().Select(x => x.Key).ShouldBe(["orderedAt"]);
    }

    [Fact]
    public async Task Corrected_taxes_reach_the_pieces_of_a_return_whose_refund_is_not_planned()
    {
        await PutAsync("1010", Taxed(unitPrice: 12_000, tax: 0, rate: null, shippingTax: 0, taxIncluded: true));
        using var client = returns.Service.As("storefront", "demo");
        var (status, made) = await client.PostWithKeyAsync(
            "/v1/returns",
            JsonNode.Parse(
                """
                {
                  "orderNumber": "1010", "channel": "web",
                  "lines": [{"lineId": "x", "quantity": 2, "reason": "defective", "resolution": "refund"}]
                }
                """
            )!
        );
        status.ShouldBe(HttpStatusCode.Created, made.ToJsonString());
        var id = Guid.Parse(made.Text("id")!);
        // The refund of the first piece is planned.
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            var found = await db
                .Returns.Include(x => x.Goods)
                .SingleAsync(x => x.CorrelationId == id, TestContext.Current.CancellationToken);
            found.Rounds = [new Round(1, RoundStates.Settling, ReturnsFixture.Now, null)];
            found.Goods.Units = [.. found.Goods.Units.Select(x => x.Ordinal == 0 ? x with { Round = 1 } : x)];
            return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        var put = await PutAsync("1010", Taxed(10_000, tax: 4000, rate: 2000, shippingTax: 200, taxIncluded: false));
        put.Status.ShouldBe(HttpStatusCode.OK, put.Body.ToJsonString());

        var goods = await returns.Service.InDatabaseAsync<ReturnsDb, ReturnGoods>(db =>
            db.Returns.Where(x => x.CorrelationId == id)
                .Select(x => x.Goods)
                .SingleAsync(TestContext.Current.CancellationToken)
        );
        goods.Lines.ShouldHaveSingleItem().TaxRate.ShouldBe(2000);
        goods
            .Units.Select(x => (x.Paid, x.Tax, x.Shipping, x.ShippingTax))
            .ShouldBe([(12_000, 0, 600, 0), (12_000, 2000, 600, 100)]);

        put = await PutAsync("1010", Taxed(10_001, tax: 4000, rate: 2000, shippingTax: 200, taxIncluded: false));
        put.Status.ShouldBe(HttpStatusCode.Conflict);
    }

    /// <summary>Two pieces and postage: 252.00 in all, unless another price is given.</summary>
    private static JsonNode Taxed(long unitPrice, long tax, int? rate, long shippingTax, bool taxIncluded) =>
        System.Text.Json.JsonSerializer.SerializeToNode(
            new
            {
                currency = "EUR",
                taxIncluded,
                deliveredAt = ReturnsFixture.Now.AddDays(-1),
                lines = new[]
                {
                    new
                    {
                        lineId = "x",
                        sku = "s",
                        quantity = 2,
                        unitPrice,
                        tax,
                        taxRate = rate,
                    },
                },
                shipping = new { amount = taxIncluded ? 1200 : 1200 - shippingTax, tax = shippingTax },
                payments = new[]
                {
                    new
                    {
                        reference = "taxed",
                        method = "card",
                        captured = 30_000,
                    },
                },
            }
        )!;

    private async Task<int> ContactsAsync(string number) =>
        await returns.Service.InDatabaseAsync(
            (ReturnsDb db) => db.Orders.CountAsync(x => x.Number == number && x.Contact != null)
        );

    // The answer also says what was left out.
    private static string Without(JsonNode node)
    {
        foreach (
            var map in node is JsonArray list ? list.OfType<JsonObject>()
            : node is JsonObject one ? [one]
            : []
        )
        {
            foreach (var name in map.Where(x => IsLeftOut(x.Value)).Select(x => x.Key).ToList())
            {
                map.Remove(name);
            }
        }
        return node.ToJsonString();
    }

    private static bool IsLeftOut(JsonNode? value) => value is null || value.ToJsonString() is "0" or "false";

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> PutAsync(
        string number,
        object order,
        string? ifMatch = null,
        string storefront = "demo"
    ) => returns.SendAsync(HttpMethod.Put, $"/v1/orders/{number}", order, "storefront", ifMatch, storefront);

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> GetAsync(
        string number,
        string role,
        params string[] storefronts
    ) => returns.SendAsync(HttpMethod.Get, $"/v1/orders/{number}", null, role, null, storefronts);

    private static JsonNode Full() =>
        JsonNode.Parse(
            """
            {
              "currency": "EUR",
              "taxIncluded": true,
              "orderedAt": "2026-11-01T10:00:00.000Z",
              "soldIn": "online",
              "deliveredAt": "2026-11-05T10:00:00.000Z",
              "customer": {
                "reference": "c-9", "email": "mei@example.com", "tier": "gold", "locale": "zh-CN",
                "name": "Mei Li", "phone": "+86 138 0000 0000", "company": "acme"
              },
              "deliveryAddress": {
                "country": "CN", "name": "Li Na", "lines": ["1 Nanjing Road", "Floor 3"], "city": "Shanghai",
                "region": "Shanghai", "postcode": "200001", "phone": "+86 139 0000 0000"
              },
              "discount": 1000,
              "lines": [
                {
                  "lineId": "jacket", "sku": "J-1", "quantity": 1, "unitPrice": 8000, "category": "suits",
                  "imageUrl": "https://shop.example/j.jpg", "weight": 900, "cnCode": "62031100",
                  "gift": true, "set": "suit", "warrantyUntil": "2028-11-05", "supplier": "north"
                },
                { "lineId": "trousers", "sku": "T-1", "quantity": 1, "unitPrice": 2000, "set": "suit" }
              ],
              "invoiceNumber": "I-1",
              "payments": [{ "reference": "pay", "method": "card", "captured": 9000 }]
            }
            """
        )!;
}
