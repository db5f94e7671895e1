using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Returns.Policy;
using Shouldly;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>A storefront of its own, whose policy leaves every request to an agent.</summary>
internal sealed class ReviewShop(ReturnsFixture returns)
{
    private const string Always =
        """{"rule":"always","then":{"review":true},"text":{"zh-CN":"需要审核。","en":"We look at it."}}""";

    public string Id { get; } = $"shop-{Guid.NewGuid():N}"[..20];

    public static async Task<ReviewShop> OpenAsync(ReturnsFixture returns, Action<JsonNode>? change = null)
    {
        var shop = new ReviewShop(returns);
        var document = JsonSerializer.SerializeToNode(Presets.All[Presets.Fashion], PolicyJson.Options)!;
        document["reviews"] = new JsonArray(JsonNode.Parse(Always));
        change?.Invoke(document);
        var put = await returns.SendAsync(
            HttpMethod.Put,
            "/v1/policy",
            new JsonObject { ["document"] = document },
            "settings",
            storefronts: [shop.Id]
        );
        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
        return shop;
    }

    public Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> GetAsync(string path, string role = "agent") =>
        returns.SendAsync(HttpMethod.Get, path, role: role, storefronts: [Id]);

    public Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> PostAsync(
        string path,
        object? body = null,
        string role = "agent",
        string? ifMatch = null
    ) => returns.SendAsync(HttpMethod.Post, path, body ?? new { }, role, ifMatch, Id);

    /// <param name="number">Of an order that is corrected; null: a new one.</param>
    public async Task<string> OrderAsync(
        string customer = "c-1",
        string street = "Main Street 1",
        int quantity = 1,
        int lines = 1,
        string? email = "ada@example.org",
        string? number = null
    )
    {
        number ??= $"P-{Guid.NewGuid():N}"[..14];
        var put = await returns.SendAsync(
            HttpMethod.Put,
            $"/v1/orders/{number}",
            new
            {
                currency = "EUR",
                deliveredAt = ReturnsFixture.Now.AddDays(-2),
                customer = new { reference = customer, email },
                deliveryAddress = new
                {
                    country = "DE",
                    lines = new[] { street },
                    city = "Ulm",
                    postcode = "89073",
                },
                lines = Enumerable
                    .Range(0, lines)
                    .Select(i => new
                    {
                        lineId = LineId(i),
                        sku = "sku-x",
                        quantity,
                        unitPrice = 1000,
                    }),
                payments = new[]
                {
                    new
                    {
                        reference = "p",
                        method = "card",
                        captured = 1000 * quantity * lines,
                    },
                },
            },
            storefronts: [Id]
        );
        put.Status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.OK);
        return number;
    }

    /// <param name="lines">How many lines of the order are requested, its first ones.</param>
    /// <param name="quantity">Of each line.</param>
    public async Task<JsonNode> RequestAsync(string order, int lines = 1, int quantity = 1)
    {
        using var client = returns.Service.As("storefront", Id);
        var (status, body) = await client.PostWithKeyAsync("/v1/returns", RequestOf(order, lines, quantity: quantity));
        status.ShouldBe(HttpStatusCode.Created, body.ToJsonString());
        return body;
    }

    public async Task<JsonNode> QuoteAsync(string order, string resolution = "refund", int quantity = 1) =>
        (
            await PostAsync(
                "/v1/returns/quote",
                RequestOf(order, resolution: resolution, quantity: quantity),
                "storefront"
            )
        ).Body;

    private static string LineId(int line) => line == 0 ? "x" : $"x{line}";

    private static object RequestOf(string order, int lines = 1, string resolution = "refund", int quantity = 1) =>
        new
        {
            orderNumber = order,
            channel = "web",
            lines = Enumerable
                .Range(0, lines)
                .Select(i => new
                {
                    lineId = LineId(i),
                    quantity,
                    reason = "too_small",
                    resolution,
                }),
        };
}
