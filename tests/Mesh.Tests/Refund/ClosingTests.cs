using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.SettlementBooks;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class ClosingOnSqliteTests(RefundFixture refunds) : ClosingTests(refunds), IClassFixture<RefundFixture>;

public sealed class ClosingOnPostgresTests(RefundOnPostgres refunds)
    : ClosingTests(refunds),
        IClassFixture<RefundOnPostgres>;

public abstract class ClosingTests(RefundFixture refunds) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly DateTimeOffset ThisMonth = new(Now.Year, Now.Month, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastMonth = ThisMonth.AddMonths(-1);

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_month_starts_from_the_balances_of_the_month_before()
    {
        var books = new SettlementBooks(refunds);
        await books.PaidAsync(2, LastMonth.AddMonths(-1).AddDays(3));
        var first = await CloseAsync(books, LastMonth.AddMonths(-1));
        await books.PaidAsync(1, LastMonth.AddDays(3));
        await books.PaidAsync(1, ThisMonth.AddMinutes(1));

        var second = await CloseAsync(books, LastMonth);
        var again = await CloseAsync(books, LastMonth);

        Balances(first).ShouldBe(["clearing:card -2001", "refunds_in_transit:card 2001"]);
        Balances(second).ShouldBe(["clearing:card -3001", "refunds_in_transit:card 3001"]);
        Balances(again).ShouldBe(Balances(second));
        Balances(await CloseAsync(books, LastMonth.AddMonths(-1))).ShouldBe(Balances(first));
        second["closed"]!["postings"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task A_ledger_that_does_not_balance_stays_open()
    {
        var books = new SettlementBooks(refunds);
        await books.PaidAsync(1, LastMonth.AddDays(3));
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.AccountBalances.Where(x => x.StorefrontId == books.Shop && x.Account == "clearing:card")
                .ExecuteUpdateAsync(x => x.SetProperty(balance => balance.Amount, balance => balance.Amount + 1))
        );

        var (status, body) = await books.PostAsync($"/v1/books/{LastMonth:yyyy-MM}/close", null);

        status.ShouldBe(409);
        body["detail"]!
            .ToString()
            .ShouldContain("the balance of clearing:card is -999 EUR, but the sum of its lines is -1000");
        var book = await BookAsync(books);
        book.OpenFrom.ShouldBeNull();
    }

    [Fact]
    public async Task A_ledger_that_does_not_balance_stays_open_even_if_other_closes_run_or_have_died()
    {
        var books = new SettlementBooks(refunds);
        await books.PaidAsync(1, LastMonth.AddDays(3));
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.AccountBalances.Where(x => x.StorefrontId == books.Shop && x.Account == "clearing:card")
                .ExecuteUpdateAsync(x => x.SetProperty(balance => balance.Amount, balance => balance.Amount + 1))
        );
        await ChangeBookAsync(books, x => x.Freeze(new Month(LastMonth), Now));

        (await books.PostAsync($"/v1/books/{LastMonth:yyyy-MM}/close", null)).Status.ShouldBe(409);
        (await BookAsync(books)).FrozenBefore.ShouldBeNull();

        var both = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => books.PostAsync($"/v1/books/{LastMonth:yyyy-MM}/close", null))
        );
        both.ShouldAllBe(x => x.Status == 409);
        var book = await BookAsync(books);
        (book.OpenFrom, book.FrozenBefore).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_slow_close_that_fails_reopens_no_month_that_was_closed_meanwhile()
    {
        var books = new SettlementBooks(refunds);
        var slow = new Month(LastMonth.AddMonths(-1));
        await ChangeBookAsync(books, x => x.Freeze(slow, Now));
        await CloseAsync(books, LastMonth);

        await ChangeBookAsync(books, x => x.Unfreeze(slow));
        await ChangeBookAsync(books, x => x.Unfreeze(new Month(LastMonth)));

        (await BookAsync(books)).OpenFrom.ShouldBe(ThisMonth);
    }

    [Fact]
    public async Task A_month_that_was_reopened_meanwhile_is_not_closed()
    {
        var books = new SettlementBooks(refunds);
        var month = new Month(LastMonth);
        await CloseAsync(books, LastMonth.AddMonths(-1));
        Guid freeze = default;
        await ChangeBookAsync(books, x => freeze = x.Freeze(month, Now));
        await ChangeBookAsync(books, x => x.Unfreeze(month));

        (await TryCloseAsync(books, month, freeze, Now)).ShouldBeFalse();

        var book = await BookAsync(books);
        (book.OpenFrom, book.FrozenBefore).ShouldBe((LastMonth, null));
    }

    [Fact]
    public async Task A_month_whose_close_died_takes_postings_again_and_is_closed_by_the_next_call()
    {
        var books = new SettlementBooks(refunds);
        var part = (await books.PaidAsync(1, LastMonth.AddDays(3)))[0];
        var month = new Month(LastMonth);
        Guid died = default;
        var then = Now - Book.FreezeLifetime - TimeSpan.FromMinutes(1);
        await ChangeBookAsync(books, x => died = x.Freeze(month, then));

        await books.UploadAsync(SettlementFile.Of([Line(part, LastMonth.AddDays(4))]));

        using var finance = books.Finance;
        (await finance.GetStringAsync($"/v1/books/{LastMonth:yyyy-MM}/postings.csv")).ShouldContain(",settled,");
        (await TryCloseAsync(books, month, died, Now)).ShouldBeFalse();
        var closed = await CloseAsync(books, LastMonth);
        closed["closed"]!["postings"]!.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public async Task While_a_month_is_being_closed_new_postings_are_dated_after_it()
    {
        var books = new SettlementBooks(refunds);
        var part = (await books.PaidAsync(1, LastMonth.AddDays(3)))[0];
        await ChangeBookAsync(books, x => x.Freeze(new Month(LastMonth), Now));

        await books.UploadAsync(SettlementFile.Of([Line(part, LastMonth.AddDays(4))]));

        using var finance = books.Finance;
        (await finance.GetStringAsync($"/v1/books/{LastMonth:yyyy-MM}/postings.csv")).ShouldNotContain(",settled,");
    }

    [Fact]
    public async Task A_month_is_closed_while_an_import_has_rows_dated_in_it()
    {
        var books = new SettlementBooks(refunds);
        await books.PaidAsync(1, LastMonth.AddDays(3));
        var closed = new TaskCompletionSource();
        using var endless = new Endless(
            LastMonth.AddDays(4),
            closed.Task,
            rows =>
                Eventually.IsTrueAsync(
                    async () => await BalanceAsync(books, "provider_fees") > 25L * (rows - 3000),
                    TimeSpan.FromSeconds(60)
                )
        );
        var import = books.UploadAsync(endless);
        await Eventually.IsTrueAsync(
            async () => (await BalanceAsync(books, "provider_fees")) > 0,
            TimeSpan.FromSeconds(30)
        );

        var month = await CloseAsync(books, LastMonth);

        closed.SetResult();
        (await import).Status.ShouldBe(201);
        var inMonth = await refunds.Service.InDatabaseAsync<RefundDb, long>(db =>
        {
            var until = Month.PositionOf(ThisMonth);
            return db.Set<PostingLine>()
                .Where(x => x.StorefrontId == books.Shop && x.Account == "provider_fees" && x.Position < until)
                .SumAsync(x => x.Amount);
        });
        month["balances"]!.AsArray().Single(x => x!["account"]!.ToString() == "provider_fees")!["amount"]!
            .GetValue<long>()
            .ShouldBe(inMonth);
        (await BalanceAsync(books, "provider_fees")).ShouldBe(25L * endless.Rows);
    }

    [Fact]
    public async Task Postings_checked_for_missing_refunds_are_not_checked_again()
    {
        var books = new SettlementBooks(refunds);
        var before = DateTimeOffset.UtcNow;

        await books.UploadAsync(SettlementFile.Of([new("x", "unknown", 500, Now.AddDays(-30))]));

        var until = (await BookAsync(books)).ReconciledUpTo.ShouldNotBeNull();
        until.ShouldBeGreaterThanOrEqualTo(Month.PositionOf(before.AddDays(-10)));
        until.ShouldBeLessThanOrEqualTo(Month.PositionOf(DateTimeOffset.UtcNow.AddDays(-10)));
    }

    [Fact]
    public async Task The_export_and_the_list_of_postings_have_the_same_trace()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var books = new SettlementBooks(refunds);
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.Post(
                new Posting
                {
                    Id = Guid.NewGuid(),
                    StorefrontId = books.Shop,
                    What = "tested",
                    At = Now,
                    TraceParent = $"00-{Trace}-00f067aa0ba902b7-01",
                    Lines = [new("bank", "EUR", 5), new("returns", "EUR", -5)],
                }
            );
            return db.SaveChangesAsync();
        });
        using var finance = books.Finance;

        var file = await finance.GetStringAsync($"/v1/books/{Now:yyyy-MM}/postings.csv");

        file.Split("\r\n")[1].ShouldEndWith($",{Trace}");
        (await finance.GetStringAsync("/v1/ledger/postings")).ShouldContain($"\"traceId\":\"{Trace}\"");
    }

    private static async Task<JsonNode> CloseAsync(SettlementBooks books, DateTimeOffset month)
    {
        var (status, body) = await books.PostAsync($"/v1/books/{month:yyyy-MM}/close", null);
        status.ShouldBe(200, body.ToJsonString());
        return body;
    }

    private static List<string> Balances(JsonNode closing) =>
        [
            .. closing["balances"]!
                .AsArray()
                .Where(x => x!["amount"]!.GetValue<long>() != 0)
                .Select(x => $"{x!["account"]} {x["amount"]}")
                .Order(StringComparer.Ordinal),
        ];

    private async Task<bool> TryCloseAsync(SettlementBooks books, Month month, Guid freeze, DateTimeOffset now)
    {
        var isClosed = false;
        await ChangeBookAsync(books, x => isClosed = x.TryClose(month, freeze, now));
        return isClosed;
    }

    private Task<int> ChangeBookAsync(SettlementBooks books, Action<Book> change) =>
        refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            change(await Book.TakeAsync(db, books.Shop, CancellationToken.None));
            return await db.SaveChangesAsync();
        });

    private Task<Book> BookAsync(SettlementBooks books) =>
        refunds.Service.InDatabaseAsync<RefundDb, Book>(db =>
            db.StorefrontBooks.AsNoTracking().SingleAsync(x => x.StorefrontId == books.Shop)
        );

    private static async Task<long> BalanceAsync(SettlementBooks books, string account) =>
        (await books.BalancesAsync()).GetValueOrDefault($"{account} EUR");

    /// <summary>Rows without an end, until it is told to; not many more than are imported.</summary>
    private sealed class Endless : HttpContent
    {
        private readonly DateTimeOffset _at;
        private readonly Task _end;
        private readonly Func<int, Task> _keepUp;

        public Endless(DateTimeOffset at, Task end, Func<int, Task> keepUp)
        {
            (_at, _end, _keepUp) = (at, end, keepUp);
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        public int Rows { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var text = new StreamWriter(stream, new UTF8Encoding(false), 4096, leaveOpen: true);
            await text.WriteLineAsync(SettlementFile.Header);
            while (!_end.IsCompleted)
            {
                var line = new SettlementLine($"fee-{Rows++}", "", 25, _at) { Type = "fee" };
                await text.WriteLineAsync(line.ToString());
                if (Rows % 500 == 0)
                {
                    await text.FlushAsync();
                    await _keepUp(Rows);
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
