using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Requests;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Returns are found by what is known of them, each by an index.</summary>
public sealed class ListReturnsTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private readonly string _shop = $"shop-{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task Each_condition_finds_its_returns_and_several_hold_together()
    {
        var before = ReturnsFixture.Now.AddSeconds(-1);
        var ada = await RequestAsync("A-1", "c-ada", "Ada@Example.org");
        var bob = await RequestAsync("B-1", "c-bob", "bob@example.org");
        var rma = await RmaOfAsync(bob);
        var after = ReturnsFixture.Now.AddSeconds(1);

        (await FindAsync("")).ShouldBe([bob, ada]);
        (await FindAsync("orderNumber=A-1")).ShouldBe([ada]);
        (await FindAsync("customer=c-bob")).ShouldBe([bob]);
        (await FindAsync("email=ada@example.ORG")).ShouldBe([ada]);
        (await FindAsync($"rmaNumber={rma}")).ShouldBe([bob]);
        (await FindAsync($"rmaNumber={rma.Replace("-", "").ToLowerInvariant()}")).ShouldBe([bob]);
        (await FindAsync($"from={Z(before)}&to={Z(after)}")).ShouldBe([bob, ada]);
        (await FindAsync($"from={Z(after)}")).ShouldBeEmpty();
        (await FindAsync($"to={Z(before)}")).ShouldBeEmpty();
        (await FindAsync($"changedSince={Z(before)}")).ShouldBe([bob, ada]);
        (await FindAsync($"changedSince={Z(after)}")).ShouldBeEmpty();
        (await FindAsync("status=completed")).ShouldBeEmpty();
        (await FindAsync("customer=c-ada&orderNumber=B-1")).ShouldBeEmpty();
        (await FindAsync($"customer=c-ada&email=ada@example.org&from={Z(before)}")).ShouldBe([ada]);
        (await FindAsync("orderNumber=C-1")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_return_is_found_by_its_status()
    {
        var id = await RequestAsync("S-1", "c", null);
        await RmaOfAsync(id);

        (await FindAsync("status=awaiting_parcel&orderNumber=S-1")).ShouldBe([id]);
        (await FindAsync("status=requested&orderNumber=S-1")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_return_that_waits_for_a_person_is_found_by_its_reason()
    {
        var (late, reversed) = (await RequestAsync("T-1", "c", null), await RequestAsync("T-2", "c", null));
        await RequestAsync("T-3", "c", null);
        await AttendAsync(late, "late_parcel");
        await AttendAsync(reversed, "refund_reversed");

        (await FindAsync("attention=late_parcel")).ShouldBe([late]);
        (await FindAsync("attention=any")).ShouldBe([reversed, late]);
        (await FindAsync("attention=any&orderNumber=T-2")).ShouldBe([reversed]);
        (await FindAsync("attention=unplaced_units")).ShouldBeEmpty();
        var several = await GetAsync("/v1/returns?attention=any", "agent", "stranger", _shop);
        several.Body["items"]!.AsArray().Select(x => x!.Text("id")).ShouldBe([reversed, late]);
    }

    [Fact]
    public async Task Returns_of_several_storefronts_that_wait_for_a_person_are_found_by_the_same_index()
    {
        var plan = await returns.Service.InDatabaseAsync(
            (ReturnsDb db) =>
                QueryPlan.OfAsync(
                    db,
                    new ReturnFilter(Attention: "late_parcel")
                        .Apply(db, ["demo", "other"])
                        .OrderByDescending(x => x.CorrelationId)
                        .Select(x => x.CorrelationId)
                )
        );

        plan.ShouldContain(x => x.Contains("IX_Returns_StorefrontId_AttentionSince"), string.Join('\n', plan));
    }

    [Fact]
    public async Task Pages_show_every_return_once_the_latest_request_first()
    {
        List<string> made = [];
        for (var i = 0; i < 5; i++)
        {
            made.Insert(0, await RequestAsync($"P-{i}", "c-p", null));
        }

        List<string> seen = [];
        for (var next = ""; next is not null; )
        {
            var page = (await GetAsync($"/v1/returns?customer=c-p&limit=2{next}")).Body;
            seen.AddRange(page["items"]!.AsArray().Select(x => x!.Text("id")!));
            next = page.Text("next") is { } cursor ? $"&after={cursor}" : null;
        }

        seen.ShouldBe(made);
    }

    [Fact]
    public async Task Nobody_finds_the_returns_of_another_storefront()
    {
        await RequestAsync("X-1", "c-x", "x@example.org");

        foreach (var condition in new[] { "", "?orderNumber=X-1", "?customer=c-x", "?email=x@example.org" })
        {
            var answer = await GetAsync($"/v1/returns{condition}", "storefront", "stranger");
            answer.Body["items"]!.AsArray().ShouldBeEmpty(condition);
            var found = await GetAsync($"/v1/returns{condition}", "agent", "stranger", _shop);
            found.Body["items"]!.AsArray().ShouldNotBeEmpty(condition);
        }
        (await GetAsync("/v1/find/returns?q=X-1", "agent", "stranger")).Body["items"]!.AsArray().ShouldBeEmpty();
        (await GetAsync("/v1/returns", "warehouse")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("status=lost")]
    [InlineData("from=yesterday")]
    [InlineData("to=2026-01-01")]
    [InlineData("changedSince=1999-01-01T00:00:00Z")]
    [InlineData("orderNumber=")]
    [InlineData("attention=")]
    [InlineData("limit=0")]
    public async Task A_wrong_condition_is_refused(string condition)
    {
        var answer = await GetAsync($"/v1/returns?{condition}");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body.Text("detail")!.ShouldContain(condition.Split('=')[0]);
    }

    [Fact]
    public async Task The_beginning_of_a_number_or_an_address_finds_return_and_order()
    {
        var id = await RequestAsync("Find-77", "c-f", "Finn@example.org");
        var rma = await RmaOfAsync(id);

        (await FoundAsync("Find-7")).ShouldBe([("order", "Find-77")]);
        (await FoundAsync("find-7")).ShouldBeEmpty();
        (await FoundAsync("FINN@ex")).ShouldBe([("customer", "Find-77")]);
        (await FoundAsync(rma)).ShouldBe([("return", rma)]);
        (await FoundAsync(rma[..^3].ToLowerInvariant())).ShouldBe([("return", rma)]);
        (await FoundAsync("finn@", "finance")).ShouldBeEmpty();
        (await FoundAsync("%")).ShouldBeEmpty();
    }

    /// <summary>SQLite's plans; the other databases have the same indexes.</summary>
    [Theory]
    [InlineData("IX_Returns_StorefrontId_CorrelationId")]
    [InlineData("IX_Returns_OrderId", "IX_Orders_StorefrontId_Number", "OrderNumber")]
    [InlineData("IX_Returns_OrderId", "IX_Orders_StorefrontId_CustomerReference", "Customer")]
    [InlineData("IX_Returns_OrderId", "IX_OrderContacts_StorefrontId_EmailKey", "EmailKey")]
    [InlineData("IX_Returns_RmaNumber", null, "RmaNumber")]
    [InlineData("IX_Returns_StorefrontId_AttentionSince", null, "Attention")]
    [InlineData("Returns", null, "ChangedSince")]
    public async Task Each_condition_is_looked_up_by_an_index(
        string index,
        string? other = null,
        string? condition = null
    )
    {
        var filter = condition switch
        {
            "OrderNumber" => new ReturnFilter(OrderNumber: "1"),
            "Customer" => new ReturnFilter(Customer: "c"),
            "EmailKey" => new ReturnFilter(EmailKey: "a@b.example"),
            "RmaNumber" => new ReturnFilter(RmaNumber: "R-0000-0000-0"),
            "Attention" => new ReturnFilter(Attention: ReturnFilter.AnyAttention),
            "ChangedSince" => new ReturnFilter(ChangedSince: ReturnsFixture.Now),
            _ => new ReturnFilter(),
        };

        var plan = await returns.Service.InDatabaseAsync(
            (ReturnsDb db) =>
                QueryPlan.OfAsync(
                    db,
                    filter.Apply(db, ["demo"]).OrderByDescending(x => x.CorrelationId).Select(x => x.CorrelationId)
                )
        );

        plan.ShouldContain(
            x => x.StartsWith("SEARCH", StringComparison.Ordinal) && x.Contains(index),
            $"{string.Join('\n', plan)}"
        );
        if (other is not null)
        {
            plan.ShouldContain(x => x.Contains(other), string.Join('\n', plan));
        }
        plan.ShouldAllBe(x => !x.StartsWith("SCAN r", StringComparison.Ordinal), string.Join('\n', plan));
    }

    [Theory]
    [InlineData("r7k3m9qx2t", "R-7K3M-9QX2-T")]
    [InlineData("R-7K3", "R-7K3")]
    [InlineData("R 7k3m 9", "R-7K3M-9")]
    [InlineData("R", "R")]
    [InlineData("R-7K3M-9QX2-TT", null)]
    [InlineData("R-7K3I", null)]
    [InlineData("A-1", null)]
    public void An_RMA_number_is_completed_however_it_is_typed(string typed, string? written) =>
        RmaNumber.Complete(typed).ShouldBe(written);

    private static string Z(DateTimeOffset at) => $"{at.UtcDateTime:s}Z";

    private async Task<string> RequestAsync(string number, string customer, string? email)
    {
        var order = new
        {
            currency = "EUR",
            deliveredAt = ReturnsFixture.Now.AddDays(-1),
            customer = new { reference = customer, email },
            lines = new[]
            {
                new
                {
                    lineId = "x",
                    sku = "s",
                    quantity = 1,
                    unitPrice = 1000,
                },
            },
            payments = new[]
            {
                new
                {
                    reference = number,
                    method = "card",
                    captured = 1000,
                },
            },
        };
        var put = await returns.SendAsync(HttpMethod.Put, $"/v1/orders/{number}", order, "storefront", null, _shop);
        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
        using var client = returns.Service.As("storefront", _shop);
        var made = await client.PostWithKeyAsync("/v1/returns", Flow.Shop.Request(number, "x"));
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToJsonString());
        return made.Body.Text("id")!;
    }

    private Task<int> AttendAsync(string id, string reason) =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.Returns.Where(x => x.CorrelationId == Guid.Parse(id))
                .ExecuteUpdateAsync(x =>
                    x.SetProperty(y => y.AttentionReason, reason).SetProperty(y => y.AttentionSince, ReturnsFixture.Now)
                )
        );

    private async Task<string> RmaOfAsync(string id)
    {
        var rma = "";
        await Parts.Eventually.IsTrueAsync(
            async () => (rma = (await GetAsync($"/v1/returns/{id}")).Body.Text("rmaNumber") ?? "").Length > 0,
            TimeSpan.FromSeconds(30)
        );
        return rma;
    }

    private async Task<List<string>> FindAsync(string query) =>
        [.. (await GetAsync($"/v1/returns?{query}")).Body["items"]!.AsArray().Select(x => x!.Text("id")!)];

    private async Task<List<(string, string)>> FoundAsync(string text, string role = "agent") =>
        [
            .. (await GetAsync($"/v1/find/returns?q={Uri.EscapeDataString(text)}", role)).Body["items"]!
                .AsArray()
                .Select(x => (x!["kind"]!.ToString(), x["text"]!.ToString())),
        ];

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> GetAsync(
        string path,
        string role = "storefront",
        params string[] storefronts
    ) => returns.SendAsync(HttpMethod.Get, path, null, role, null, storefronts is [] ? [_shop] : storefronts);
}
