using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Of large orders, their pieces and returns, only what a call depends on is read.</summary>
public sealed class PiecesReadTests : IAsyncLifetime
{
    private const string Shop = "shop";
    private const int Many = 1_200;

    private readonly RowsRead _rows = new();
    private readonly OrderCommits _commits = new();
    private OneService _service = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [],
            time: ReturnsFixture.Clock,
            configure: services => services.ConfigureDbContext<ReturnsSqlite>(x => x.AddInterceptors(_rows, _commits))
        );

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task An_instruction_does_not_read_what_other_returns_have_reserved()
    {
        await OrderAsync("A", discount: 0);
        var one = await RequestAsync("A", "x", 1);
        await RequestAsync("A", "y", Many);
        _rows.From("SoldUnits");

        using var storefront = _service.As("storefront", Shop);
        using var cancelled = await storefront.PostAsync($"/v1/returns/{one}/cancel", null, Cancelled);

        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK, await cancelled.Content.ReadAsStringAsync(Cancelled));
        _rows.From("SoldUnits").ShouldBe(0);
    }

    [Fact]
    public async Task A_quote_counts_the_reserved_pieces_of_lines_that_it_is_not_about()
    {
        await PromotionAsync();
        // Of 1,400.00, 1,000.00 had to be spent for the discount of 10 %.
        await OrderAsync("B", discount: 14_000);
        await RequestAsync("B", "y", Many);
        _rows.From("SoldUnits");

        using var storefront = _service.As("storefront", Shop);
        var quote = await storefront.PostJsonAsync("/v1/returns/quote", Body("B", "x", 1)).ShouldBeOkAsync();

        // Its share of the discount was taken back with the other pieces.
        ((long)quote["refund"]!).ShouldBe(10_000);
        _rows.From("SoldUnits").ShouldBeLessThan(10);
    }

    [Fact]
    public async Task A_correction_that_concerns_no_return_reads_neither_returns_nor_their_pieces()
    {
        await OrderAsync("C", discount: 0);
        await RequestAsync("C", "x", 1);
        await RequestAsync("C", "y", 3);
        _rows.From("Returns");

        await OrderAsync("C", discount: 0, status: HttpStatusCode.OK);
        _rows.From("Returns").ShouldBe(0);
        await OrderAsync("C", discount: 0, status: HttpStatusCode.OK);
        _rows.From("SoldUnits").ShouldBe(0);
        await OrderAsync("C", discount: 14_000, status: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_correction_that_changes_no_amount_reads_no_pieces_and_a_contradiction_reads_the_first()
    {
        await OrderAsync("F", discount: 0);
        await RequestAsync("F", "y", Many);
        _rows.From("SoldUnits");

        await PutAsync(
            "F",
            [LineOf("x", 2, 10_000), LineOf("y", Many, 100)],
            customer: "c-2",
            status: HttpStatusCode.OK
        );
        _rows.From("SoldUnits").ShouldBeLessThan(10);
        await OrderAsync("F", discount: 14_000, status: HttpStatusCode.Conflict);
        _rows.From("SoldUnits").ShouldBeLessThan(10);
    }

    [Fact]
    public async Task An_import_changes_no_more_returns_in_one_commit_than_an_order_may_have()
    {
        foreach (var number in (string[])["G-1", "G-2", "G-3"])
        {
            await OrderAsync(number, discount: 0);
        }
        await _service.InDatabaseAsync(
            (ReturnsDb db) =>
                db
                    .Orders.Where(x => x.Number.StartsWith("G-"))
                    .ExecuteUpdateAsync(x => x.SetProperty(y => y.RequestedReturns, Order.MaxReturns / 2), Cancelled)
        );
        _commits.Orders.Clear();

        using var storefront = _service.As("storefront", Shop);
        using var file = new StringContent(
            """
            orderNumber,currency,deliveredAt,line.lineId,line.sku,line.quantity,line.unitPrice,payment.reference,payment.method,payment.captured
            G-1,EUR,2026-11-19,x,x,1,10.00,other,card,10.00
            G-2,EUR,2026-11-19,x,x,1,10.00,other,card,10.00
            G-3,EUR,2026-11-19,x,x,1,10.00,other,card,10.00
            """,
            Encoding.UTF8,
            "text/csv"
        );
        using var imported = await storefront.PostAsync("/v1/orders/import", file, Cancelled);

        imported.StatusCode.ShouldBe(HttpStatusCode.OK, await imported.Content.ReadAsStringAsync(Cancelled));
        _commits.Orders.ShouldBe([2, 1]);
    }

    [Theory]
    [InlineData("D", 2_600, 1)]
    [InlineData("E", 6, 10_000)]
    public async Task A_request_reads_no_more_orders_than_may_come_back_together(string of, int lines, int pieces)
    {
        List<string> numbers = [.. Enumerable.Range(0, 6).Select(i => $"{of}-{i}")];
        foreach (var number in numbers)
        {
            var all = Enumerable.Range(0, lines).Select(i => LineOf($"{i}", pieces, 1));
            await PutAsync(number, [.. all], customer: $"c-{of}");
        }
        _rows.From("Orders");

        using var storefront = _service.As("storefront", Shop);
        var (status, refused) = await storefront.PostWithKeyAsync(
            "/v1/returns",
            new
            {
                orderNumber = numbers[0],
                channel = "web",
                lines = numbers.Select(x => new
                {
                    orderNumber = x,
                    lineId = "0",
                    quantity = 1,
                    reason = "too_small",
                    resolution = "refund",
                }),
            }
        );

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Text("type")!.ShouldEndWith("orders_differ");
        refused.ToJsonString().ShouldContain("5000 lines and 100000 pieces together");
        _rows.From("Orders").ShouldBeLessThan(4);
    }

    private Task OrderAsync(string number, int discount, HttpStatusCode status = HttpStatusCode.Created) =>
        PutAsync(number, [LineOf("x", 2, 10_000), LineOf("y", Many, 100)], discount, status: status);

    private async Task PutAsync(
        string number,
        object[] lines,
        int discount = 0,
        string? customer = null,
        HttpStatusCode status = HttpStatusCode.Created
    )
    {
        using var client = _service.As("storefront", Shop);
        using var put = await client.PutAsJsonAsync(
            $"/v1/orders/{number}",
            new
            {
                currency = "EUR",
                deliveredAt = ReturnsFixture.Now.AddDays(-1),
                customer = customer is null ? null : new { reference = customer },
                discount,
                lines,
                payments = new[]
                {
                    new
                    {
                        reference = number,
                        method = "card",
                        captured = 20_000 + 100 * Many,
                    },
                },
            },
            Cancelled
        );
        put.StatusCode.ShouldBe(status, await put.Content.ReadAsStringAsync(Cancelled));
    }

    private static object LineOf(string lineId, int quantity, int unitPrice) =>
        new
        {
            lineId,
            sku = lineId,
            quantity,
            unitPrice,
        };

    private async Task PromotionAsync()
    {
        var document = JsonSerializer.SerializeToNode(Presets.All[Presets.Fashion], PolicyJson.Options)!;
        document["promotions"] = JsonNode.Parse(
            """[{"rule": "spend_1000", "when": {"currency": ["EUR"]}, "then": {"spend": 100000, "clawBack": true}}]"""
        );
        using var client = _service.As("settings", Shop);
        using var put = await client.PutAsJsonAsync("/v1/policy", new { document }, Cancelled);
        put.StatusCode.ShouldBe(HttpStatusCode.Created, await put.Content.ReadAsStringAsync(Cancelled));
    }

    private async Task<string> RequestAsync(string order, string line, int quantity)
    {
        using var client = _service.As("storefront", Shop);
        var (status, made) = await client.PostWithKeyAsync("/v1/returns", Body(order, line, quantity));
        status.ShouldBe(HttpStatusCode.Created, made.ToJsonString());
        return made.Text("id")!;
    }

    private static object Body(string order, string line, int quantity) =>
        new
        {
            orderNumber = order,
            channel = "web",
            lines = new[]
            {
                new
                {
                    lineId = line,
                    quantity,
                    reason = "too_small",
                    resolution = "refund",
                },
            },
        };

    /// <summary>How many orders each commit changes.</summary>
    private sealed class OrderCommits : SaveChangesInterceptor
    {
        public List<int> Orders { get; } = [];

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            var changed = eventData
                .Context!.ChangeTracker.Entries<Order>()
                .Count(x => x.State != EntityState.Unchanged);
            if (changed > 0)
            {
                Orders.Add(changed);
            }
            return ValueTask.FromResult(result);
        }
    }
}
