using System.Net;
using AfterSalesMesh.Returns;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Returns.BulkShop;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Who may request in bulk, and what a request must be.</summary>
public sealed class BulkRouteTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private readonly BulkShop _shop = new(returns);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_key_is_answered_with_the_same_place_and_requests_once()
    {
        await _shop.OrderAsync("I", [Line("shirt", 2)]);
        using var client = returns.Service.As("storefront", _shop.Id);
        var (key, body) = (Guid.NewGuid().ToString(), Bulk(Ask("I", "shirt")));

        var first = await client.PostWithKeyAsync("/v1/returns/bulk", body, key);
        var again = await client.PostWithKeyAsync("/v1/returns/bulk", body, key);

        (first.Status, again.Status).ShouldBe((HttpStatusCode.Accepted, HttpStatusCode.Accepted));
        again.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
        (await client.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("I", "shirt", 2)), key)).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
        await client.PostJsonAsync("/v1/returns/bulk", body).ShouldBeProblemAsync(400, "idempotency_key_required");
        await _shop.UntilDoneAsync(first.Body.Text("id")!);
        (await _shop.ReturnsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_agent_requests_for_a_storefront_and_the_timeline_says_so()
    {
        await _shop.OrderAsync("E", [Line("shirt", 2)]);
        using var agent = returns.Service.As("agent", "other", _shop.Id);

        var (status, body) = await agent.PostWithKeyAsync(
            $"/v1/returns/bulk?storefrontId={_shop.Id}",
            Bulk(Ask("E", "shirt"))
        );

        status.ShouldBe(HttpStatusCode.Accepted, body.ToJsonString());
        await _shop.UntilDoneAsync(body.Text("id")!);
        var made = (await _shop.LinesAsync(body.Text("id")!))[0].Text("returnId");
        var first = (await _shop.GetAsync($"/v1/returns/{made}/timeline")).Body["items"]!
            .AsArray()
            .Single(x => x!.Text("what") == "requested");
        (first!.Text("by"), first!.Text("byName")).ShouldBe(("person-agent", "agent person"));
        (await agent.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("E", "shirt")))).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task A_foreign_one_is_not_found_and_who_may_not_is_refused()
    {
        var id = await _shop.RequestAsync([Ask("nowhere", "shirt")]);

        (await _shop.GetAsync($"/v1/returns/bulk/{id}", "storefront", "stranger")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await _shop.GetAsync($"/v1/returns/bulk/{Guid.NewGuid()}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _shop.GetAsync($"/v1/returns/bulk/{id}", "warehouse")).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var agent = returns.Service.As("agent", "stranger");
        (
            await agent.PostWithKeyAsync($"/v1/returns/bulk?storefrontId={_shop.Id}", Bulk(Ask("x", "y")))
        ).Status.ShouldBe(HttpStatusCode.NotFound);
        using var finance = returns.Service.As("finance", _shop.Id);
        (await finance.PostWithKeyAsync("/v1/returns/bulk", Bulk(Ask("x", "y")))).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
    }

    [Fact]
    public async Task Bad_lines_are_named_at_their_place_and_nothing_is_requested()
    {
        using var client = returns.Service.As("storefront", _shop.Id);

        var (status, body) = await client.PostWithKeyAsync(
            "/v1/returns/bulk",
            Bulk(
                Ask("A", "x"),
                Ask("A", "x"),
                Ask("A", "x", resolution: "store_credit", wearer: "W"),
                Ask("A", "y", quantity: 0),
                Ask(" ", "z"),
                Ask("A", "z", resolution: "gift"),
                Ask("A", "v", wearer: " "),
                Ask("B", "x", 5_000),
                Ask("B", "y")
            )
        );

        status.ShouldBe(HttpStatusCode.BadRequest);
        body["errors"]!
            .AsObject()
            .Select(x => x.Key)
            .ShouldBe(
                [
                    "lines[1]",
                    "lines[2].resolution",
                    "lines[3].quantity",
                    "lines[4].orderNumber",
                    "lines[5].resolution",
                    "lines[6].wearer",
                    "lines[8].quantity",
                ],
                ignoreOrder: true
            );
        (await client.PostWithKeyAsync("/v1/returns/bulk", Bulk())).Status.ShouldBe(HttpStatusCode.BadRequest);
        var many = Enumerable.Range(0, 2_001).Select(i => Ask("A", $"{i}"));
        (await client.PostWithKeyAsync("/v1/returns/bulk", Bulk([.. many]))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await CountJobsAsync()).ShouldBe(0);
    }

    /// <summary>Quantities are pieces, wherever they are given.</summary>
    [Theory]
    [InlineData(
        "POST",
        "/v1/returns/bulk",
        """{"channel":"web","lines":[{"orderNumber":"A","lineId":"x","quantity":1.5,"reason":"r","resolution":"refund"}]}"""
    )]
    [InlineData(
        "POST",
        "/v1/returns",
        """{"orderNumber":"A","channel":"web","lines":[{"lineId":"x","quantity":1.0,"reason":"r","resolution":"refund"}]}"""
    )]
    [InlineData(
        "POST",
        "/v1/returns/quote",
        """{"orderNumber":"A","channel":"web","lines":[{"lineId":"x","quantity":0.5,"reason":"r","resolution":"refund"}]}"""
    )]
    [InlineData(
        "PATCH",
        "/v1/returns/0193ff00-0000-7000-8000-000000000000",
        """{"lines":[{"lineId":"x","reason":"r","quantity":1.5}]}"""
    )]
    [InlineData(
        "PUT",
        "/v1/orders/A",
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1.5,"unitPrice":1}],"payments":[]}"""
    )]
    [InlineData(
        "PUT",
        "/v1/orders/A",
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":1,"returned":0.5}],"payments":[]}"""
    )]
    public async Task A_decimal_quantity_is_refused_in_words(string method, string path, string body)
    {
        using var client = returns.Service.As("storefront", _shop.Id);
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString() } },
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };

        using var answer = await client.SendAsync(request, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("must be a whole number");
    }

    private Task<int> CountJobsAsync() =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.BulkJobs.CountAsync(x => x.StorefrontId == _shop.Id, Cancelled)
        );
}
