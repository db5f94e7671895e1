using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>A storefront may have many accounts: each way of payment that its orders name makes two.</summary>
public sealed class AccountsReadTests : IAsyncLifetime
{
    private readonly RowsRead _rows = new();
    private OneService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            [],
            settings: new Dictionary<string, string?> { ["Refund:Provider:Address"] = "http://127.0.0.1:1" },
            configure: services => services.ConfigureDbContext<RefundSqlite>(x => x.AddInterceptors(_rows))
        );

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_page_of_accounts_reads_no_more_balances_than_it_has()
    {
        List<string> names = ["bank", .. Enumerable.Range(0, 20).SelectMany(x => Names($"m{x}"))];
        foreach (var shop in new[] { "a", "b/c" })
        {
            foreach (var (name, place) in names.Select((x, i) => (x, i)))
            {
                // Some twice, so that a balance has several shards.
                await WriteAsync(shop, name, "EUR");
                await WriteAsync(shop, name, place % 2 == 0 ? "EUR" : "JPY");
            }
        }
        using var finance = _service.As("finance", "a", "b/c");
        List<string> seen = [];
        for (string? next = ""; next is not null; )
        {
            _rows.From("AccountBalances");
            var page = (await finance.GetFromJsonAsync<JsonNode>($"/v1/ledger/accounts?limit=7{next}"))!;
            // One more shows whether there is a next page; the end is read, too.
            _rows.From("AccountBalances").ShouldBeInRange(1, 9);
            seen.AddRange(page["items"]!.AsArray().Select(x => $"{x!["storefrontId"]} {x["name"]} {x["currency"]}"));
            next = page["next"] is { } after ? $"&after={Uri.EscapeDataString($"{after}")}" : null;
        }

        seen.ShouldBeUnique();
        seen.ShouldBe(seen.Order(StringComparer.Ordinal));
        seen.Count.ShouldBe(2 * (names.Count + names.Count / 2 + 2));
        seen.ShouldContain("b/c clearing:m3/x EUR");

        static string[] Names(string method) => [Accounts.Clearing(method), Accounts.Clearing($"{method}/x")];
    }

    [Theory]
    [InlineData("x/y")]
    [InlineData("x/%2500/EUR")]
    public async Task A_cursor_that_no_page_has_given_is_refused(string after)
    {
        using var finance = _service.As("finance", "a");

        (await finance.GetAsync($"/v1/ledger/accounts?after={after}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private Task<int> WriteAsync(string shop, string account, string currency) =>
        _service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.Post(
                new Posting
                {
                    Id = Guid.NewGuid(),
                    StorefrontId = shop,
                    What = "tested",
                    At = DateTimeOffset.UtcNow,
                    Lines = [new(account, currency, 5), new("returns", currency, -5)],
                }
            );
            return db.SaveChangesAsync();
        });
}
