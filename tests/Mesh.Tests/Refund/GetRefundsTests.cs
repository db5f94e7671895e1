using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class GetRefundsTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Finance_sees_a_refund_of_a_return_and_what_was_paid_of_it()
    {
        var refund = Of(30, Paid(10), Paid(100, "-declined"));
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId);

        var item = (
            await ListAsync("finance", $"?status=failed&returnId={refund.ReturnId}", Shop)
        ).ShouldHaveSingleItem()!;

        item["id"]!.GetValue<Guid>().ShouldBe(refund.RefundId);
        item["status"]!.ToString().ShouldBe("failed");
        item["reason"]!.ToString().ShouldBe("declined");
        (item["amount"]!.GetValue<long>(), item["paid"]!.GetValue<long>()).ShouldBe((30, 10));
        item["orderNumber"]!.ToString().ShouldBe("1001");
    }

    [Fact]
    public async Task A_storefront_sees_its_own_only()
    {
        var refund = Of(10, Paid(10));
        await refunds.Service.DeliverAsync(refund);

        (await ListAsync("storefront", $"?returnId={refund.ReturnId}", Shop)).Count.ShouldBe(1);
        (await ListAsync("storefront", $"?returnId={refund.ReturnId}", "other")).ShouldBeEmpty();
        (await ListAsync("finance", $"?returnId={refund.ReturnId}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Staff_of_several_storefronts_see_one_of_them_and_no_other()
    {
        var shops = new[] { $"shop-{Guid.NewGuid():N}", $"shop-{Guid.NewGuid():N}" };
        foreach (var shop in shops)
        {
            await refunds.Service.DeliverAsync(Of(10, Paid(10)) with { StorefrontId = shop });
        }

        (await ListAsync("finance", "", shops)).Count.ShouldBe(2);
        (await ListAsync("finance", $"?storefrontId={shops[0]}", shops)).Count.ShouldBe(1);
        using var stranger = refunds.Service.As("finance", shops[1]);
        using var refused = await stranger.GetAsync($"/v1/refunds?storefrontId={shops[0]}");
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pages_follow_each_other_until_the_end()
    {
        var shop = $"shop-{Guid.NewGuid():N}";
        var asked = Enumerable.Range(0, 5).Select(_ => Of(10, Paid(10)) with { StorefrontId = shop }).ToList();
        foreach (var refund in asked)
        {
            await refunds.Service.DeliverAsync(refund);
        }

        var seen = new List<Guid>();
        using var finance = refunds.Service.As("finance", shop);
        for (string? next = ""; next is not null; )
        {
            var page = (await finance.GetFromJsonAsync<JsonNode>($"/v1/refunds?limit=2{next}"))!;
            seen.AddRange(page["items"]!.AsArray().Select(x => x!["id"]!.GetValue<Guid>()));
            next = page["next"] is { } after ? $"&after={after}" : null;
        }

        seen.ShouldBe(asked.Select(x => x.RefundId));
    }

    [Theory]
    [InlineData("status=lost")]
    [InlineData("status=Failed")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    [InlineData("returnId=1001")]
    [InlineData("after=here")]
    public async Task An_invalid_filter_is_refused(string query)
    {
        using var finance = refunds.Service.As("finance", Shop);

        var answer = await finance.GetAsync($"/v1/refunds?{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonNode>())!["type"]!
            .ToString()
            .ShouldStartWith("urn:aftersales:problem:");
    }

    [Fact]
    public async Task A_warehouse_worker_sees_none()
    {
        using var warehouse = refunds.Service.As("warehouse", Shop);

        (await warehouse.GetAsync("/v1/refunds")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<JsonArray> ListAsync(string role, string query, params string[] storefronts)
    {
        using var client = refunds.Service.As(role, storefronts);
        return (await client.GetFromJsonAsync<JsonNode>($"/v1/refunds{query}"))!["items"]!.AsArray();
    }
}
