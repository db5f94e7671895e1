using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>A storefront of its own that requests returns in bulk.</summary>
internal sealed class BulkShop(ReturnsFixture returns)
{
    public string Id { get; } = $"shop-{Guid.NewGuid():N}"[..20];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static object Line(
        string id,
        int quantity,
        bool finalSale = false,
        string? set = null,
        string? category = null
    ) =>
        new
        {
            lineId = id,
            sku = $"sku-{id}",
            quantity,
            unitPrice = 1000,
            finalSale,
            set,
            category,
        };

    public static object Ask(
        string order,
        string line,
        int quantity = 1,
        string reason = "too_small",
        string resolution = "refund",
        string? wearer = null,
        string? comment = null
    ) =>
        new
        {
            orderNumber = order,
            lineId = line,
            quantity,
            reason,
            resolution,
            wearer,
            comment,
        };

    public static object Bulk(params object[] lines) => new { channel = "web", lines };

    public async Task OrderAsync(
        string number,
        object[] lines,
        int deliveredDaysAgo = 1,
        string? customer = null,
        int payments = 1
    )
    {
        var put = await returns.SendAsync(
            HttpMethod.Put,
            $"/v1/orders/{number}",
            new
            {
                currency = "EUR",
                deliveredAt = ReturnsFixture.Now.AddDays(-deliveredDaysAgo),
                customer = new { reference = customer ?? $"c-{number}" },
                lines,
                payments = Enumerable
                    .Range(0, payments)
                    .Select(i => new
                    {
                        reference = i == 0 ? number : $"{number}-{i}",
                        method = "card",
                        captured = 10_000_000,
                    }),
            },
            storefronts: [Id]
        );
        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
    }

    public async Task<string> RequestAsync(params object[] lines)
    {
        using var client = returns.Service.As("storefront", Id);
        var (status, body) = await client.PostWithKeyAsync("/v1/returns/bulk", Bulk(lines));
        status.ShouldBe(HttpStatusCode.Accepted, body.ToJsonString());
        return body.Text("id")!;
    }

    public async Task<JsonNode> UntilDoneAsync(string id)
    {
        JsonNode request = null!;
        await Eventually.IsTrueAsync(
            async () =>
            {
                request = (await GetAsync($"/v1/returns/bulk/{id}?limit=1")).Body["request"]!;
                return request.Text("status") == "done";
            },
            TimeSpan.FromSeconds(60),
            () => $"It is {request.ToJsonString()}."
        );
        return request;
    }

    public async Task<List<JsonNode>> LinesAsync(string id)
    {
        List<JsonNode> all = [];
        for (var next = ""; next is not null; )
        {
            var page = (await GetAsync($"/v1/returns/bulk/{id}?limit=200{next}")).Body;
            all.AddRange(page["items"]!.AsArray().Select(x => x!));
            next = page.Text("next") is { } cursor ? $"&after={cursor}" : null;
        }
        return all;
    }

    /// <summary>The order numbers of all returns of the shop.</summary>
    public Task<List<string>> ReturnsAsync() =>
        returns.Service.InDatabaseAsync<ReturnsDb, List<string>>(db =>
            db.Returns.Where(x => x.StorefrontId == Id).Select(x => x.OrderNumber).ToListAsync(Cancelled)
        );

    public static int Number(JsonNode answer, string field) => (int)answer[field]!;

    public Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> GetAsync(
        string path,
        string role = "storefront",
        params string[] storefronts
    ) => returns.SendAsync(HttpMethod.Get, path, null, role, null, storefronts is [] ? [Id] : storefronts);
}
