using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class LedgerOnSqlite(RefundFixture refunds) : LedgerTests(refunds), IClassFixture<RefundFixture>;

public sealed class LedgerOnPostgres(RefundOnPostgres refunds) : LedgerTests(refunds), IClassFixture<RefundOnPostgres>;

public sealed class DoubleEntryTests(RefundOnPostgres refunds) : IClassFixture<RefundOnPostgres>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_posting_that_does_not_balance_is_refused_by_the_database_whoever_writes_it()
    {
        (await AddAsync(-5)).ShouldBeNull();
        (await AddAsync(-4)).ShouldNotBeNull().ShouldContain("does not balance");
    }

    private async Task<string?> AddAsync(long credit)
    {
        var posting = new Posting
        {
            Id = Guid.NewGuid(),
            Position = Guid.CreateVersion7(),
            StorefrontId = RefundFixture.Shop,
            What = "tested",
            At = DateTimeOffset.UtcNow,
            Lines = [new("bank", "EUR", 5), new("returns", "EUR", credit)],
        };
        posting.Lines.ForEach(x => (x.StorefrontId, x.Position) = (posting.StorefrontId, posting.Position));
        try
        {
            await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            {
                db.Postings.Add(posting);
                return db.SaveChangesAsync();
            });
            return null;
        }
        catch (Exception refused)
        {
            return refused.GetBaseException().Message;
        }
    }
}

public abstract class LedgerTests(RefundFixture refunds) : IAsyncLifetime
{
    private readonly string _shop = $"shop-{Guid.NewGuid():N}";

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_posting_that_does_not_balance_is_refused()
    {
        var wrong = await Should.ThrowAsync<InvalidOperationException>(() =>
            WriteAsync(Of(new PostingLine("bank", "EUR", 5), new PostingLine("returns", "USD", -5)))
        );

        wrong.Message.ShouldContain("does not balance");
        (await BalancesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_posting_is_written_once()
    {
        var posting = Of(new PostingLine("bank", "EUR", 5), new PostingLine("returns", "EUR", -5));
        await WriteAsync(posting, posting);

        await Should.ThrowAsync<DbUpdateException>(() =>
            WriteAsync(Of(posting.Id, new PostingLine("bank", "EUR", 5), new PostingLine("returns", "EUR", -5)))
        );

        (await BalancesAsync()).ShouldBe(["bank EUR 5", "returns EUR -5"]);
    }

    [Fact]
    public async Task A_posting_can_be_neither_changed_nor_deleted_by_anyone()
    {
        var id = await WriteAsync(Of(new PostingLine("bank", "EUR", 5), new PostingLine("returns", "EUR", -5)));

        await RefusedAsync(db => db.Postings.ExecuteDeleteAsync());
        await RefusedAsync(db => db.Set<PostingLine>().ExecuteDeleteAsync());
        await RefusedAsync(db =>
            db.Set<PostingLine>().ExecuteUpdateAsync(x => x.SetProperty(line => line.Amount, line => line.Amount + 1))
        );
        await RefusedAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE \"Postings\" SET \"What\" = 'other'"));
        await RefusedAsync(async db =>
        {
            var posting = await db.Postings.SingleAsync(x => x.Id == id);
            db.Entry(posting).Property(x => x.What).CurrentValue = "other";
            return await db.SaveChangesAsync();
        });
        await RefusedAsync(async db =>
        {
            db.Remove(await db.Set<PostingLine>().FirstAsync(x => x.PostingId == id));
            return await db.SaveChangesAsync();
        });

        (await BalancesAsync()).ShouldBe(["bank EUR 5", "returns EUR -5"]);
    }

    [Fact]
    public async Task Balances_are_the_sum_of_their_postings_however_many_write_at_once()
    {
        const int Writers = 64;
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Writers),
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (i, _) =>
            {
                // Two postings of one commit, over the same accounts the other way round.
                var one = Of(new PostingLine("clearing:card", "EUR", i), new PostingLine("bank", "EUR", -i));
                var two = Of(new PostingLine("bank", "EUR", 1), new PostingLine("clearing:card", "EUR", -1));
                await WriteAsync(one, two);
            }
        );

        var sum = Writers * (Writers + 1) / 2;
        (await BalancesAsync()).ShouldBe([$"bank EUR {Writers - sum}", $"clearing:card EUR {sum - Writers}"]);
        var lines = await refunds.Service.InDatabaseAsync<RefundDb, List<PostingLine>>(db =>
            db.Set<PostingLine>().Where(x => x.StorefrontId == _shop).ToListAsync()
        );
        lines.Where(x => x.Account == "bank").Sum(x => x.Amount).ShouldBe(Writers - sum);
        refunds.Service.Log.ToString()!.ShouldNotContain("deadlock", Case.Insensitive);
    }

    [Fact]
    public async Task Finance_reads_the_books_of_its_storefronts_page_by_page()
    {
        List<Guid> ids = [];
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await WriteAsync(Of(new PostingLine("bank", "EUR", 5), new PostingLine("returns", "EUR", -5))));
        }
        ids.Add(await WriteAsync(Of(new PostingLine("bank", "EUR", 5), new PostingLine("suspense", "EUR", -5))));

        (await PagesAsync($"/v1/ledger/postings?account=bank&limit=3")).ShouldBe(ids);
        (await PagesAsync($"/v1/ledger/postings?account=suspense&limit=3")).ShouldBe(ids[3..]);
        (await PagesAsync($"/v1/ledger/postings?limit=3")).ShouldBe(ids);
        using var finance = refunds.Service.As("finance", _shop);
        var accounts = (await finance.GetFromJsonAsync<JsonNode>("/v1/ledger/accounts"))!["items"]!.AsArray();
        accounts
            .Select(x => (x!["name"]!.ToString(), x["balance"]!.GetValue<long>()))
            .ShouldBe([("bank", 20), ("returns", -15), ("suspense", -5)]);
        var rest = (await finance.GetFromJsonAsync<JsonNode>($"/v1/ledger/accounts?limit=1&after={_shop}/bank/EUR"))!;
        rest["items"]!.AsArray().Single()!["name"]!.ToString().ShouldBe("returns");
        rest["next"]!.ToString().ShouldBe($"{_shop}/returns/EUR");
        using var other = refunds.Service.As("finance", "other");
        (await other.GetFromJsonAsync<JsonNode>("/v1/ledger/postings"))!["items"]!.AsArray().ShouldBeEmpty();
        using var agent = refunds.Service.As("agent", _shop);
        (await agent.GetAsync("/v1/ledger/accounts")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Postings_of_one_moment_are_listed_in_the_order_in_which_they_were_posted()
    {
        var at = DateTimeOffset.UtcNow;
        var postings = Enumerable
            .Range(0, 20)
            .Select(_ =>
                Of(Guid.NewGuid(), at, new PostingLine("bank", "EUR", 5), new PostingLine("returns", "EUR", -5))
            )
            .ToArray();

        await WriteAsync(postings);

        (await PagesAsync($"/v1/ledger/postings?limit=7")).ShouldBe(postings.Select(x => x.Id));
    }

    private async Task<List<Guid>> PagesAsync(string address)
    {
        var seen = new List<Guid>();
        using var finance = refunds.Service.As("finance", _shop);
        for (string? next = ""; next is not null; )
        {
            var page = (await finance.GetFromJsonAsync<JsonNode>(address + next))!;
            seen.AddRange(page["items"]!.AsArray().Select(x => x!["id"]!.GetValue<Guid>()));
            next = page["next"] is { } after ? $"&after={after}" : null;
        }
        return seen;
    }

    private Posting Of(params PostingLine[] lines) => Of(Guid.NewGuid(), lines);

    private Posting Of(Guid id, params PostingLine[] lines) => Of(id, DateTimeOffset.UtcNow, lines);

    private Posting Of(Guid id, DateTimeOffset at, params PostingLine[] lines) =>
        new()
        {
            Id = id,
            StorefrontId = _shop,
            What = "tested",
            At = at,
            Lines = [.. lines],
        };

    private Task<Guid> WriteAsync(params Posting[] postings) =>
        refunds.Service.InDatabaseAsync<RefundDb, Guid>(async db =>
        {
            foreach (var posting in postings)
            {
                db.Post(posting);
            }
            await db.SaveChangesAsync();
            return postings[0].Id;
        });

    private async Task RefusedAsync(Func<RefundDb, Task<int>> change) =>
        (await Should.ThrowAsync<Exception>(() => refunds.Service.InDatabaseAsync(change)))
            .GetBaseException()
            .Message.ShouldContain("is append-only");

    private Task<List<string>> BalancesAsync() =>
        refunds.Service.InDatabaseAsync<RefundDb, List<string>>(async db =>
        {
            var all = await db.AccountBalances.Where(x => x.StorefrontId == _shop).ToListAsync();
            return
            [
                .. all.GroupBy(x => $"{x.Account} {x.Currency}")
                    .OrderBy(x => x.Key, StringComparer.Ordinal)
                    .Select(x => $"{x.Key} {x.Sum(shard => shard.Amount)}"),
            ];
        });
}
