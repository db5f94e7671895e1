using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class SeveralOrdersOnSqliteTests(ReturnsFixture returns)
    : SeveralOrdersRouteTests,
        IClassFixture<ReturnsFixture>
{
    protected override Task<OneService> ServiceAsync() => Task.FromResult(returns.Service);

    [Fact]
    public async Task A_return_is_found_by_a_further_order_by_an_index()
    {
        var plan = await returns.Service.InDatabaseAsync(
            (ReturnsDb db) =>
                QueryPlan.OfAsync(
                    db,
                    new ReturnFilter(OrderNumber: "1").Apply(db, ["demo"]).Select(x => x.CorrelationId)
                )
        );

        plan.ShouldContain(x => x.StartsWith("SEARCH f ", StringComparison.Ordinal), string.Join('\n', plan));
        plan.ShouldAllBe(
            x => !x.StartsWith("SCAN f", StringComparison.Ordinal) && !x.StartsWith("SCAN r", StringComparison.Ordinal),
            string.Join('\n', plan)
        );
    }
}

public sealed class SeveralOrdersOnPostgresTests : SeveralOrdersRouteTests, IAsyncDisposable
{
    private readonly PostgresFixture _postgres = new();
    private OneService? _service;

    protected override async Task<OneService> ServiceAsync() =>
        _service ??= await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [typeof(StorefrontChanged)],
            await (await _postgres.ServerAsync()).CreateDatabaseAsync("returns"),
            time: ReturnsFixture.Clock
        );

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
        await _postgres.DisposeAsync();
    }
}

/// <summary>Returns of several orders over HTTP, on each database that this machine has.</summary>
public abstract class SeveralOrdersRouteTests
{
    private readonly string _shop = $"shop-{Guid.NewGuid():N}"[..20];

    protected abstract Task<OneService> ServiceAsync();

    [Fact]
    public async Task A_return_of_several_orders_is_seen_by_each_of_them()
    {
        await OrderAsync("A-1", 1000);
        await OrderAsync("A-2", 700);
        await OrderAsync("A-3", 500);

        var quote = await QuoteAsync("A-1", ("A-1", 1), ("A-2", 2));
        var made = await RequestAsync("A-1", ("A-1", 1), ("A-2", 2));

        quote["orders"]!
            .AsArray()
            .Select(x => (x!.Text("orderNumber"), (long)x!["refund"]!))
            .ShouldBe([("A-1", 1000), ("A-2", 1400)]);
        ((long)quote["refund"]!).ShouldBe(2400);
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToJsonString());
        var id = made.Body.Text("id");
        made.Body["lines"]!
            .AsArray()
            .Select(x => (x!.Text("orderNumber"), x!.Text("lineId")))
            .ShouldBe([("A-1", "a"), ("A-2", "a")]);
        foreach (
            var (condition, found) in new[]
            {
                ("orderNumber=A-1", 1),
                ("orderNumber=A-2", 1),
                ("orderNumber=A-3", 0),
                ("customer=c-1", 1),
            }
        )
        {
            var page = await GetAsync($"/v1/returns?{condition}");
            var items = page["items"]!.AsArray();
            items.Select(x => x!.Text("id")).ShouldBe(Enumerable.Repeat(id, found), condition);
            items.ShouldAllBe(x => x!["furtherOrderNumbers"]!.AsArray().Single()!.ToString() == "A-2");
        }
        // Its pieces are reserved, those of the other order with the same line id are not.
        (await QuoteAsync("A-2", ("A-2", 1)))["lines"]![0]!
            .Text("rule")
            .ShouldBe("quantity_left");
        ((bool)(await QuoteAsync("A-1", ("A-1", 1)))["eligible"]!).ShouldBeTrue();
        await OrderAsync("A-2", 700, HttpStatusCode.OK);
        (await PutAsync("A-2", 600)).Text("detail").ShouldNotBeNull().ShouldContain("700 was paid for a unit");
        (await PutAsync("A-2", 700, customer: "c-2")).Text("detail").ShouldNotBeNull().ShouldContain("customer: ");
    }

    [Fact]
    public async Task A_correction_of_an_order_reaches_the_returns_that_share_it()
    {
        await OrderAsync("B-1", 1000);
        await OrderAsync("B-2", 700);
        var id = Guid.Parse((await RequestAsync("B-1", ("B-1", 1), ("B-2", 1))).Body.Text("id")!);

        await PutAsync("B-2", 700, payment: "other", invoice: "INV-2");
        await PutAsync("B-1", 1000, invoice: "INV-1");

        var saga = await StoredAsync(id);
        saga.InvoiceNumber.ShouldBe("INV-1");
        var further = saga.FurtherOrders.ShouldNotBeNull().ShouldHaveSingleItem();
        (further.Number, further.InvoiceNumber, further.Payments[0].Reference).ShouldBe(("B-2", "INV-2", "other"));
        saga.Email.ShouldBe("B-1@example.org");
        saga.Payments[0].Reference.ShouldBe("pay-B-1");
    }

    [Fact]
    public async Task The_remaining_cap_of_an_order_counts_all_returns_that_share_it()
    {
        await OrderAsync("C-1", 1000);
        await OrderAsync("C-2", 700, captured: 1400, method: PaymentMethods.StoreCredit);
        var id = Guid.Parse((await RequestAsync("C-1", ("C-1", 1), ("C-2", 1))).Body.Text("id")!);
        // Both refunds were made; 100 of the further order's could not be given.
        await ChangeAsync(
            id,
            x =>
            {
                (x.RefundAmount, x.NotPaid) = (1700, 100);
                x.Parts = [PartOf("C-1", 1000, 0), PartOf("C-2", 700, 100)];
            }
        );

        var quote = await QuoteAsync("C-1", ("C-1", 1), ("C-2", 1));

        // 700 of 1,400 are promised, and 100 of those were not paid.
        quote["orders"]!
            .AsArray()
            .Select(x => ((long)x!["refund"]!, (long)x["storeCredit"]!))
            .ShouldBe([(1000, 0), (700, 700)]);
        ((long)quote["storeCredit"]!).ShouldBe(700);
        var service = await ServiceAsync();
        var left = await service.InDatabaseAsync(
            async (ReturnsDb db) =>
            {
                var order = await db.Orders.SingleAsync(x => x.StorefrontId == _shop && x.Number == "C-2");
                var cap = await AfterSalesMesh.Returns.Orders.OrderCap.ReadAsync(
                    db,
                    order,
                    TestContext.Current.CancellationToken
                );
                return await cap.RemainingAsync(db, TestContext.Current.CancellationToken);
            }
        );
        left.ShouldBe(800);

        static RoundPart PartOf(string order, long amount, long shortfall) =>
            new(
                Guid.NewGuid(),
                1,
                PartKinds.Refund,
                order,
                RefundStatuses.Succeeded,
                default,
                null,
                amount,
                Shortfall: shortfall
            );
    }

    [Fact]
    public async Task A_return_of_several_orders_counts_as_long_as_the_latest_of_them()
    {
        await PutAsync("G-1", 1000, orderedDaysAgo: 400);
        await PutAsync("G-2", 700, orderedDaysAgo: 2);
        await PutAsync("G-3", 700, orderedDaysAgo: 3);

        var made = await RequestAsync("G-1", ("G-1", 1), ("G-2", 2), ("G-3", 1));

        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToJsonString());
        (await FiguresAsync()).ShouldBe((1, 4));
        await ChangeAsync(made.Body.Text("id")!, ("G-1", 1), ("G-2", 0), ("G-3", 1));
        (await FiguresAsync()).ShouldBe((1, 2));

        async Task<(int Returns, int Pieces)> FiguresAsync()
        {
            var figures = (await GetAsync("/v1/customers/c-1/standing"))["figures"]!;
            return ((int)figures["returns"]!, (int)figures["returnedPieces"]!);
        }
    }

    [Fact]
    public async Task Orders_that_do_not_belong_together_are_refused()
    {
        await OrderAsync("D-1", 1000);
        await OrderAsync("D-2", 700, customer: "c-2");
        await OrderAsync("D-3", 700, currency: "CHF");
        await OrderAsync("D-4", 700, customer: "");

        await ShouldRefuseAsync("orders_differ", "same customer as order 'D-1'", "D-1", "D-1", "D-2");
        await ShouldRefuseAsync("orders_differ", "an order in EUR", "D-1", "D-1", "D-3");
        await ShouldRefuseAsync("orders_differ", "same customer as order 'D-4'", "D-4", "D-4", "D-1");
        await ShouldRefuseAsync("unknown_order", "no order 'D-9'", "D-1", "D-1", "D-9");
        await ShouldRefuseAsync("invalid_request", "must be the order of at least one line", "D-1", "D-3");
        await ShouldRefuseAsync(
            "invalid_request",
            "at most 20 orders",
            "D-1",
            ["D-1", .. Enumerable.Range(0, 20).Select(i => $"D-1{i}")]
        );
        await ShouldRefuseAsync("invalid_request", "repeats a line", "D-1", "D-1", "D-1");
        // One that is not eligible refuses all, and reserves nothing.
        var several = await RequestAsync("D-1", ("D-1", 3));
        several.Body.Text("type")!.ShouldEndWith("not_eligible");
    }

    [Fact]
    public async Task Orders_that_come_back_together_have_no_more_payments_than_one_may_have()
    {
        await PutAsync("G-1", 1000, payments: 60, status: HttpStatusCode.Created);
        await PutAsync("G-2", 1000, payments: 60, status: HttpStatusCode.Created);
        await PutAsync("G-3", 1000, payments: 40, status: HttpStatusCode.Created);

        await ShouldRefuseAsync("orders_differ", "at most 100 payments, ", "G-1", "G-1", "G-2");
        var together = await RequestAsync("G-1", ("G-1", 1), ("G-3", 1));
        together.Status.ShouldBe(HttpStatusCode.Created);
        var more = await PutAsync("G-3", 1000, payments: 41);

        more.Text("detail").ShouldNotBeNull().ShouldContain("payments: ");
        await PutAsync("G-3", 1000, payments: 39, status: HttpStatusCode.OK);
        await PutAsync("G-2", 1000, payments: 100, status: HttpStatusCode.OK);
        await ChangeAsync(together.Body.Text("id")!, ("G-1", 1), ("G-3", 0));
        await PutAsync("G-3", 1000, payments: 41, status: HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_order_takes_a_bounded_number_of_returns()
    {
        await OrderAsync("H-1", 1000);
        await OrderAsync("H-2", 700);
        await (await ServiceAsync()).InDatabaseAsync<ReturnsDb, int>(db =>
            db.Orders.Where(x => x.StorefrontId == _shop && x.Number == "H-1")
                .ExecuteUpdateAsync(
                    x => x.SetProperty(y => y.RequestedReturns, Order.MaxReturns - 1),
                    TestContext.Current.CancellationToken
                )
        );

        (await RequestAsync("H-1", ("H-1", 1))).Status.ShouldBe(HttpStatusCode.Created);
        await ShouldRefuseAsync("too_many_returns", "Order 'H-1'", "H-1", "H-1");
        await ShouldRefuseAsync("too_many_returns", "Order 'H-1'", "H-2", "H-2", "H-1");
        (await RequestAsync("H-2", ("H-2", 1))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_change_names_a_line_once_with_or_without_its_order(int left)
    {
        await OrderAsync($"F-1{left}", 1000);
        await OrderAsync($"F-2{left}", 700);
        var made = await RequestAsync($"F-1{left}", ($"F-1{left}", 2), ($"F-2{left}", 2));

        var twice = await ChangeAsync(made.Body.Text("id")!, (null, left), ($"F-1{left}", left));
        var once = await ChangeAsync(made.Body.Text("id")!, (null, left), ($"F-2{left}", 1));

        twice.Status.ShouldBe(HttpStatusCode.BadRequest, twice.Body.ToJsonString());
        twice.Body["errors"]!["lines[1]"]![0]!.ToString().ShouldBe("repeats a line with the same reason");
        once.Status.ShouldBe(HttpStatusCode.OK, once.Body.ToJsonString());
        once.Body["lines"]!.AsArray().Sum(x => (int)x!["quantity"]!).ShouldBe(left + 1);
    }

    [Fact]
    public async Task An_agent_requests_a_return_for_a_customer()
    {
        await OrderAsync("E-1", 1000);
        var lines = Lines(("E-1", 1));
        var service = await ServiceAsync();
        using var agent = service.As("agent", _shop, "another");
        using var own = service.As("agent", _shop);
        using var stranger = service.As("agent", "another");
        using var warehouse = service.As("warehouse", _shop);
        var request = new
        {
            orderNumber = "E-1",
            channel = "phone",
            lines,
        };

        (await agent.PostWithKeyAsync("/v1/returns", request)).Body.Text("detail")!.ShouldContain("storefrontId");
        (await stranger.PostWithKeyAsync($"/v1/returns?storefrontId={_shop}", request)).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await stranger.PostWithKeyAsync("/v1/returns", request)).Body.Text("type")!.ShouldEndWith("unknown_order");
        (await warehouse.PostWithKeyAsync("/v1/returns", request)).Status.ShouldBe(HttpStatusCode.Forbidden);
        var quoted = await own.PostWithKeyAsync("/v1/returns/quote", request);
        quoted.Status.ShouldBe(HttpStatusCode.OK);
        var made = await agent.PostWithKeyAsync($"/v1/returns?storefrontId={_shop}", request);

        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToJsonString());
        made.Body.Text("channel").ShouldBe("phone");
        var timeline = await GetAsync($"/v1/returns/{made.Body.Text("id")}/timeline");
        var requested = timeline["items"]![0]!;
        (requested.Text("what"), requested.Text("detail"), requested.Text("by"), requested.Text("byName")).ShouldBe(
            ("requested", "phone", "person-agent", "agent person")
        );
    }

    private async Task ShouldRefuseAsync(string word, string says, string order, params string[] orders)
    {
        var answer = await RequestAsync(order, [.. orders.Select(x => (x, 1))]);
        answer.Body.Text("type")!.ShouldEndWith(word);
        answer.Body.ToJsonString().ShouldContain(says.Replace("'", "\\u0027"));
    }

    private static object[] Lines(params (string Order, int Quantity)[] lines) =>
        [
            .. lines.Select(x => new
            {
                lineId = "a",
                quantity = x.Quantity,
                reason = "too_small",
                resolution = "refund",
                orderNumber = x.Order,
            }),
        ];

    private async Task<(HttpStatusCode Status, JsonNode Body)> RequestAsync(
        string order,
        params (string Order, int Quantity)[] lines
    )
    {
        using var client = (await ServiceAsync()).As("storefront", _shop);
        return await client.PostWithKeyAsync(
            "/v1/returns",
            new
            {
                orderNumber = order,
                channel = "web",
                lines = Lines(lines),
            }
        );
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> ChangeAsync(
        string id,
        params (string? Order, int Quantity)[] lines
    )
    {
        using var client = (await ServiceAsync()).As("storefront", _shop);
        using var answer = await client.PatchAsJsonAsync(
            $"/v1/returns/{id}",
            new
            {
                lines = lines.Select(x => new
                {
                    lineId = "a",
                    reason = "too_small",
                    quantity = x.Quantity,
                    orderNumber = x.Order,
                }),
            },
            TestContext.Current.CancellationToken
        );
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(text)!);
    }

    private async Task<JsonNode> QuoteAsync(string order, params (string Order, int Quantity)[] lines)
    {
        using var client = (await ServiceAsync()).As("storefront", _shop);
        return (
            await client.PostWithKeyAsync(
                "/v1/returns/quote",
                new
                {
                    orderNumber = order,
                    channel = "web",
                    lines = Lines(lines),
                }
            )
        ).Body;
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using var client = (await ServiceAsync()).As("storefront", _shop);
        return JsonNode.Parse(await client.GetStringAsync(path, TestContext.Current.CancellationToken))!;
    }

    private Task<JsonNode> OrderAsync(
        string number,
        long price,
        HttpStatusCode status = HttpStatusCode.Created,
        string customer = "c-1",
        string currency = "EUR",
        long captured = 10_000,
        string method = "card"
    ) => PutAsync(number, price, customer, currency, captured, method, status: status);

    /// <summary>Two pieces of a line <c>a</c>.</summary>
    private async Task<JsonNode> PutAsync(
        string number,
        long price,
        string customer = "c-1",
        string currency = "EUR",
        long captured = 10_000,
        string method = "card",
        string? payment = null,
        string? invoice = null,
        int? orderedDaysAgo = null,
        HttpStatusCode? status = null,
        int payments = 1
    )
    {
        var order = new
        {
            currency,
            orderedAt = orderedDaysAgo is { } days ? ReturnsFixture.Now.AddDays(-days) : (DateTimeOffset?)null,
            deliveredAt = ReturnsFixture.Now.AddDays(-1),
            customer = customer.Length == 0 ? null : new { reference = customer, email = $"{number}@example.org" },
            lines = new[]
            {
                new
                {
                    lineId = "a",
                    sku = "s",
                    quantity = 2,
                    unitPrice = price,
                },
            },
            payments = Enumerable
                .Range(0, payments)
                .Select(i => new
                {
                    reference = (payment ?? $"pay-{number}") + (i == 0 ? "" : $"-{i}"),
                    method,
                    captured,
                }),
            invoiceNumber = invoice,
        };
        using var client = (await ServiceAsync()).As("storefront", _shop);
        using var answer = await client.PutAsJsonAsync(
            $"/v1/orders/{number}",
            order,
            TestContext.Current.CancellationToken
        );
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (status is not null)
        {
            answer.StatusCode.ShouldBe(status.Value, body);
        }
        return JsonNode.Parse(body)!;
    }

    private async Task<Return> StoredAsync(Guid id) =>
        await (await ServiceAsync()).InDatabaseAsync(
            (ReturnsDb db) => db.Returns.SingleAsync(x => x.CorrelationId == id)
        );

    private async Task ChangeAsync(Guid id, Action<Return> change) =>
        await (await ServiceAsync()).InDatabaseAsync(
            async (ReturnsDb db) =>
            {
                change(await db.Returns.SingleAsync(x => x.CorrelationId == id));
                return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            }
        );
}
