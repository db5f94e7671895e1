using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.SettlementBooks;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class SettlementOnSqliteTests(RefundFixture refunds)
    : SettlementTests(refunds),
        IClassFixture<RefundFixture>;

public sealed class SettlementOnPostgresTests(RefundOnPostgres refunds)
    : SettlementTests(refunds),
        IClassFixture<RefundOnPostgres>;

public abstract class SettlementTests(RefundFixture refunds) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly DateTimeOffset Paid = Now.AddDays(-20);

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_injected_error_becomes_one_exception_and_resolving_them_leaves_no_open_amount()
    {
        var books = new SettlementBooks(refunds);
        var good = await books.PaidAsync(600, Paid);
        var bad = await books.PaidAsync(7, Paid);
        var failed = (await books.PaidAsync(1, Paid, status: "failed"))[0];
        var at = Paid.AddDays(2);
        var lines = good.ConvertAll(x => Line(x, at) with { Fee = 10 });
        // bad[0] is missing at the provider, bad[5] comes twice, bad[6] in another currency with fees.
        lines.Add(Line(bad[1], at) with { Gross = bad[1].Amount - 5 });
        lines.Add(Line(bad[2], at) with { Currency = "USD" });
        lines.Add(Line(bad[3], Paid.AddDays(9)));
        lines.Add(Line(bad[5], at));
        lines.Add(Line(bad[5], at) with { Line = "again", Reference = bad[5].ProviderId! });
        lines.Add(Line(bad[6], at) with { SettledCurrency = "CHF", Net = 900, Fee = 20 });
        lines.Add(new SettlementLine("stranger", Guid.NewGuid().ToString(), 777, at) { Payment = "pay_stranger" });
        lines.Add(
            new SettlementLine("dispute", "dp_1", 4200, at)
            {
                Payment = "pay_disputed",
                Type = "chargeback",
                Fee = 1500,
            }
        );
        lines.Add(Line(failed, at));
        var file = SettlementFile.Of(lines) + $"broken,{bad[4].Id},,,refund,ten,,,EUR,EUR,,{at:O}\r\n";

        var (status, answer) = await books.UploadAsync(file);

        status.ShouldBe(201);
        Counts(answer).ShouldBe((609, 609, 1, "complete"));
        answer["flaws"]![0]!["line"]!.GetValue<long>().ShouldBe(611);
        answer["flaws"]![0]!["what"]!.ToString().ShouldContain("gross 'ten'");
        var found = (await books.ExceptionsAsync()).Select(x => $"{x["kind"]} {x["partId"] ?? x["payment"]}").Order();
        found.ShouldBe(
            new[]
            {
                $"missing_at_provider {bad[0].Id}",
                $"missing_at_provider {bad[4].Id}",
                $"amount {bad[1].Id}",
                $"currency {bad[2].Id}",
                $"late {bad[3].Id}",
                $"duplicate {bad[5].Id}",
                "missing_with_us pay_stranger",
                "missing_with_us pay_disputed",
                $"missing_with_us {failed.Id}",
            }.Order()
        );

        var twice = (await books.ExceptionsAsync("&kind=duplicate")).ShouldHaveSingleItem();
        (twice["expected"]!.GetValue<long>(), twice["found"]!.GetValue<long>()).ShouldBe((0, bad[5].Amount));
        foreach (var exception in await books.ExceptionsAsync("&status=open"))
        {
            var resolution = exception["kind"]!.ToString() switch
            {
                "late" => (object)new { resolution = "ignore", note = "Their bank had a holiday." },
                "amount" or "currency" => new { resolution = "accept_difference", account = "exchange_differences" },
                "missing_with_us" when exception["rowType"]!.ToString() == "chargeback" => new
                {
                    resolution = "chargeback",
                },
                "missing_with_us" when exception["partId"] is null => new { resolution = "record_refund_elsewhere" },
                _ => new { resolution = "write_off" },
            };
            var (code, body) = await books.PostAsync($"/v1/exceptions/{exception["id"]}/resolve", resolution);
            code.ShouldBe(200, body.ToJsonString());
        }

        (await books.ExceptionsAsync("&status=open")).ShouldBeEmpty();
        var balances = await books.BalancesAsync();
        balances.ShouldNotContainKey("suspense EUR");
        balances.ShouldNotContainKey("suspense USD");
        // The failed one's success is in these books, though its status says otherwise, and nothing settled it.
        balances["clearing:card EUR"].ShouldBe(-failed.Amount);
        balances["provider_fees EUR"].ShouldBe(600 * 10 + 1500);
        balances["chargebacks EUR"].ShouldBe(4200);
        var caps = await refunds.Service.InDatabaseAsync<RefundDb, List<Payment>>(db =>
            db.Payments.Where(x => x.StorefrontId == books.Shop).OrderBy(x => x.Reference).ToListAsync()
        );
        caps.Select(x => (x.Reference, x.RefundedByAdjustments, x.ChargedBack))
            .ShouldBe([("pay_disputed", 0, 4200), ("pay_stranger", 777, 0)]);
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        var books = new SettlementBooks(refunds);
        var lines = (await books.PaidAsync(300, Paid)).ConvertAll(x => Line(x, Paid.AddDays(1)));
        var file = SettlementFile.Of(lines) + "broken\r\n";
        var (_, first) = await books.UploadAsync(file, "provider=sandbox&fileName=october.csv");
        var stored = (await SettlementsAsync(books)).ShouldHaveSingleItem();
        var before = await books.BalancesAsync();

        var (status, again) = await books.UploadAsync(file, "provider=sandbox&fileName=october.csv");

        status.ShouldBe(200);
        again["repeated"]!.GetValue<bool>().ShouldBeTrue();
        JsonNode.DeepEquals(again["settlement"], stored).ShouldBeTrue(again.ToJsonString());
        JsonNode.DeepEquals(again["flaws"], first["flaws"]).ShouldBeTrue();
        (await books.BalancesAsync()).ShouldBe(before);
        (await SettlementsAsync(books)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_contains_an_earlier_one_adds_only_its_new_rows()
    {
        var books = new SettlementBooks(refunds);
        var lines = (await books.PaidAsync(20, Paid)).ConvertAll(x => Line(x, Paid.AddDays(1)));
        await books.UploadAsync(SettlementFile.Of(lines.Take(12)));

        var (status, answer) = await books.UploadAsync(SettlementFile.Of(lines));

        status.ShouldBe(201);
        Counts(answer).ShouldBe((20, 8, 0, "complete"));
        (await books.ExceptionsAsync()).ShouldAllBe(x => x["status"]!.ToString() == "cleared");
        (await books.BalancesAsync()).Keys.ShouldNotContain("clearing:card EUR");
    }

    [Fact]
    public async Task A_row_that_was_imported_before_with_other_content_is_a_flaw()
    {
        var books = new SettlementBooks(refunds);
        var line = Line((await books.PaidAsync(1, Paid))[0], Paid.AddDays(1));
        await books.UploadAsync(SettlementFile.Of([line]));

        var (_, answer) = await books.UploadAsync(SettlementFile.Of([line with { Gross = 5 }]));

        answer["flaws"]![0]!["what"]!.ToString().ShouldContain("with other content");
        (await books.ExceptionsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ids", "none")]
    [InlineData("none", "ids")]
    [InlineData("ids", "other encoding")]
    [InlineData("none", "none")]
    public async Task A_row_is_not_posted_again_when_another_file_has_its_id_in_another_encoding_or_none(
        string first,
        string then
    )
    {
        var books = new SettlementBooks(refunds);
        var at = Paid.AddDays(1);
        var fee = new SettlementLine("zeile-ä1", "", 0, at)
        {
            Type = "fee",
            Fee = 250,
            Net = 250,
        };
        // Two that mean the same, in one file.
        List<SettlementLine> lines =
        [
            fee,
            fee with
            {
                Line = "zeile-ä2",
            },
            Line((await books.PaidAsync(1, Paid))[0], at) with
            {
                Line = "zeile-ä3",
            },
        ];
        await books.UploadAsync(FileOf(first));
        var before = await books.BalancesAsync();
        before["provider_fees EUR"].ShouldBe(500);

        var (_, answer) = await books.UploadAsync(FileOf(then));

        (await books.BalancesAsync()).ShouldBe(before);
        (await books.ExceptionsAsync()).ShouldBeEmpty();
        Counts(answer).Item3.ShouldBe(first == then ? 0 : 3);
        answer["flaws"]!.AsArray().ShouldAllBe(x => x!["what"]!.ToString().Contains("has the same content as line"));

        string FileOf(string ids)
        {
            var file = SettlementFile.Of(lines);
            return ids switch
            {
                "none" => string.Join("\r\n", file.Split("\r\n").Select(x => x[(x.IndexOf(',') + 1)..])),
                "ids" => file,
                _ => file.Replace("ä", "Ã¤"),
            };
        }
    }

    [Theory]
    [InlineData("0007", "7")]
    [InlineData("17-A", "17-a")]
    [InlineData("55.0", "55")]
    [InlineData("1.10", "1.1")]
    [InlineData("+88", "88")]
    [InlineData("'0099", "99")]
    [InlineData("1,200", "1200")]
    public async Task A_row_is_not_posted_again_when_a_spreadsheet_has_changed_its_id(string id, string changed)
    {
        var books = new SettlementBooks(refunds);
        SettlementLine Fee(string line) =>
            new(line, "", 0, Paid.AddDays(1))
            {
                Type = "fee",
                Fee = 250,
                Net = 250,
            };
        await books.UploadAsync(SettlementFile.Of([Fee(id)]));

        var (_, answer) = await books.UploadAsync(SettlementFile.Of([Fee(changed)]));

        (await books.BalancesAsync())["provider_fees EUR"].ShouldBe(250);
        answer["flaws"]![0]!["what"]!.ToString().ShouldContain("has the same content as line");
    }

    [Fact]
    public async Task Rows_with_two_ids_are_two_events_though_they_mean_the_same()
    {
        var books = new SettlementBooks(refunds);
        var at = Paid.AddDays(1);
        var fee = new SettlementLine("f1", "", 0, at)
        {
            Type = "fee",
            Fee = 250,
            Net = 250,
        };
        var refund = Line((await books.PaidAsync(1, Paid))[0], at) with { Line = "r1" };
        await books.UploadAsync(SettlementFile.Of([fee, refund]));

        var (_, answer) = await books.UploadAsync(
            SettlementFile.Of([fee with { Line = "f2" }, refund with { Line = "r2" }])
        );

        Counts(answer).ShouldBe((2, 2, 0, "complete"));
        (await books.BalancesAsync())["provider_fees EUR"].ShouldBe(500);
        (await books.ExceptionsAsync()).ShouldHaveSingleItem()["kind"]!.ToString().ShouldBe("duplicate");
    }

    [Fact]
    public async Task An_interrupted_upload_continues_when_the_file_is_uploaded_again()
    {
        var books = new SettlementBooks(refunds);
        var lines = (await books.PaidAsync(1800, Paid)).ConvertAll(x => Line(x, Paid.AddDays(1)));
        var file = SettlementFile.Of(lines);
        // The wire is cut when some of it is in the ledger.
        var some = () =>
            Eventually.IsTrueAsync(
                async () => (await SettlementsAsync(books)) is [{ } one] && one["newRows"]!.GetValue<long>() > 0,
                TimeSpan.FromSeconds(30)
            );
        using (var torn = new TornContent(Encoding.UTF8.GetBytes(file), 2 * file.Length / 3, some))
        {
            await Should.ThrowAsync<HttpRequestException>(() => books.UploadAsync(torn));
        }
        var broken = (await SettlementsAsync(books))[0];
        broken["status"]!.ToString().ShouldBe("importing");
        broken["newRows"]!.GetValue<long>().ShouldBeLessThan(1800);

        var (status, answer) = await books.UploadAsync(file);

        status.ShouldBe(201);
        answer["settlement"]!["id"]!.ToString().ShouldBe(broken["id"]!.ToString());
        Counts(answer).ShouldBe((1800, 1800, 0, "complete"));
        (await books.ExceptionsAsync()).ShouldBeEmpty();
        (await books.BalancesAsync()).Keys.Order().ShouldBe(["bank EUR", "refunds_in_transit:card EUR"]);
    }

    [Fact]
    public async Task Two_uploads_of_a_file_at_once_take_each_row_once()
    {
        var books = new SettlementBooks(refunds);
        var file = SettlementFile.Of((await books.PaidAsync(700, Paid)).ConvertAll(x => Line(x, Paid.AddDays(1))));

        var answers = await Task.WhenAll(books.UploadAsync(file), books.UploadAsync(file));

        answers.ShouldAllBe(x => x.Status == 200 || x.Status == 201);
        answers.Select(x => x.Body["settlement"]!["id"]!.ToString()).Distinct().Count().ShouldBe(1);
        (await books.ExceptionsAsync()).ShouldBeEmpty();
        (await books.BalancesAsync()).Keys.Order().ShouldBe(["bank EUR", "refunds_in_transit:card EUR"]);
    }

    [Fact]
    public async Task A_missing_refund_that_is_settled_later_clears_its_exception()
    {
        var books = new SettlementBooks(refunds);
        var parts = await books.PaidAsync(2, Paid);
        await books.UploadAsync(SettlementFile.Of([Line(parts[0], Paid.AddDays(1))]));
        (await books.ExceptionsAsync()).ShouldHaveSingleItem()["kind"]!.ToString().ShouldBe("missing_at_provider");

        await books.UploadAsync(SettlementFile.Of([Line(parts[1], Paid.AddDays(15))]));

        (await books.ExceptionsAsync())
            .Select(x => $"{x["kind"]} {x["status"]}")
            .Order()
            .ShouldBe(["late open", "missing_at_provider cleared"]);
    }

    [Fact]
    public async Task An_exception_has_an_owner_and_is_resolved_once()
    {
        var books = new SettlementBooks(refunds);
        await books.PaidAsync(1, Paid);
        await books.UploadAsync(SettlementFile.Of([new("x", "unknown", 500, Paid)]));
        var id = (await books.ExceptionsAsync("&kind=missing_with_us"))[0]["id"]!.ToString();

        (
            await books.PostAsync($"/v1/exceptions/{id}/assign", new { owner = "ada", note = "asks the provider" })
        ).Status.ShouldBe(200);
        (await books.ExceptionsAsync("&owner=ada")).ShouldHaveSingleItem()["note"]!
            .ToString()
            .ShouldBe("asks the provider");
        (await books.PostAsync($"/v1/exceptions/{id}/resolve", new { resolution = "chargeback" })).Status.ShouldBe(422);
        (await books.PostAsync($"/v1/exceptions/{id}/resolve", new { resolution = "ignore" })).Status.ShouldBe(400);
        (await books.PostAsync($"/v1/exceptions/{id}/resolve", new { resolution = "settle" })).Status.ShouldBe(422);
        var (status, body) = await books.PostAsync(
            $"/v1/exceptions/{id}/resolve",
            new
            {
                resolution = "chargeback",
                payment = "pay_1",
                note = "found it",
            },
            "one-key"
        );
        status.ShouldBe(200, body.ToJsonString());

        (
            await books.PostAsync(
                $"/v1/exceptions/{id}/resolve",
                new
                {
                    resolution = "chargeback",
                    payment = "pay_1",
                    note = "found it",
                },
                "one-key"
            )
        ).Status.ShouldBe(200);
        (await books.PostAsync($"/v1/exceptions/{id}/resolve", new { resolution = "write_off" })).Status.ShouldBe(409);
        var item = (await books.ExceptionsAsync("&status=resolved")).ShouldHaveSingleItem();
        (item["resolution"]!.ToString(), item["note"]!.ToString(), item["owner"]!.ToString()).ShouldBe(
            ("chargeback", "asks the provider", "ada")
        );
        item["resolutionNote"]!.ToString().ShouldBe("found it");
        (await books.BalancesAsync())["chargebacks EUR"].ShouldBe(500);
    }

    [Fact]
    public async Task A_failed_refund_that_was_settled_is_not_paid_again_while_its_exception_is_open()
    {
        var books = new SettlementBooks(refunds);
        var part = (await books.PaidAsync(1, Paid, status: "failed"))[0];
        await books.UploadAsync(SettlementFile.Of([Line(part, Paid.AddDays(1))]));

        var (status, problem) = await books.PostAsync($"/v1/refunds/{part.RefundId}/pay-again", new { note = "late" });

        (status, problem["type"]!.ToString()).ShouldBe((409, "urn:aftersales:problem:open_exception"));
    }

    [Fact]
    public async Task A_month_that_is_closed_stays_as_it_is()
    {
        var books = new SettlementBooks(refunds);
        var month = new DateTimeOffset(Now.Year, Now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-1);
        var then = month.AddDays(3);
        var parts = await books.PaidAsync(3, then, order: "=cmd|' /C calc'!A0");
        await books.UploadAsync(SettlementFile.Of([Line(parts[0], then.AddDays(1))]));
        using var finance = books.Finance;
        var name = $"{month:yyyy-MM}";
        var before = await finance.GetStringAsync($"/v1/books/{name}/postings.csv");

        (await books.PostAsync($"/v1/books/{Now:yyyy-MM}/close", null)).Status.ShouldBe(409);
        var (status, closed) = await books.PostAsync($"/v1/books/{name}/close", null);

        status.ShouldBe(200, closed.ToJsonString());
        closed["openExceptions"]!.GetValue<int>().ShouldBe(2);
        closed["exceptions"]!.AsArray().Count.ShouldBe(2);
        closed["closed"]!["postings"]!.GetValue<long>().ShouldBe(4);
        closed["balances"]!.AsArray().Sum(x => x!["amount"]!.GetValue<long>()).ShouldBe(0);
        await books.UploadAsync(SettlementFile.Of([Line(parts[1], then.AddDays(1))]));
        (await finance.GetStringAsync($"/v1/books/{name}/postings.csv")).ShouldBe(before);
        var late = (await finance.GetStringAsync($"/v1/books/{Now:yyyy-MM}/postings.csv")).Split("\r\n");
        late[1].ShouldStartWith($"{Now:yyyy-MM}-01T00:00:00.000Z,");
        (await books.PostAsync($"/v1/books/{name}/close", null)).Status.ShouldBe(200);
        var listed = JsonNode.Parse(await finance.GetStringAsync("/v1/books"))!["items"]!.AsArray();
        listed.ShouldHaveSingleItem()!["month"]!.ToString().ShouldBe(name);
    }

    [Fact]
    public async Task Postings_are_exported_safe_from_formulas_and_numbers_stay_numbers()
    {
        var books = new SettlementBooks(refunds);
        await books.PaidAsync(1, Paid, order: "=HYPERLINK(\"http://evil\",\"x\")");
        await books.PaidAsync(1200, Paid.AddHours(1), order: "+1,2");
        using var finance = books.Finance;

        var file = await finance.GetStringAsync($"/v1/books/{Paid:yyyy-MM}/postings.csv");

        var lines = file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1 + 2 * 1201);
        lines[0].ShouldBe("at,posting,what,account,currency,amount,order,return,refund,part,settlement_row,trace");
        lines[1].ShouldContain(",clearing:card,EUR,-10.00,\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\",");
        lines[3].ShouldContain(",\"'+1,2\",");
        lines[2].ShouldContain(",refunds_in_transit:card,EUR,10.00,");
    }

    [Theory]
    [InlineData("provider=nobody", 400)]
    [InlineData("", 400)]
    [InlineData("provider=sandbox&storefrontId=other", 404)]
    [InlineData("provider=stripe", 422)]
    public async Task A_file_that_is_not_understood_is_refused_with_the_reason(string query, int status)
    {
        var (code, body) = await new SettlementBooks(refunds).UploadAsync(SettlementFile.Of([]), query);

        code.ShouldBe(status);
        body["type"]!.ToString().ShouldStartWith("urn:aftersales:problem:");
    }

    [Fact]
    public async Task Staff_of_several_storefronts_name_the_storefront_of_a_file_and_others_see_nothing_of_it()
    {
        var books = new SettlementBooks(refunds);
        var parts = await books.PaidAsync(1, Paid);
        using var both = refunds.Service.As("finance", books.Shop, "other");
        using var other = refunds.Service.As("finance", "other");
        using var shop = refunds.Service.As("storefront", books.Shop);
        var file = SettlementFile.Of([Line(parts[0], Paid), new("x", "unknown", 5, Paid)]);

        (await PostAsync(both, "provider=sandbox", file)).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(shop, "provider=sandbox", file)).ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(both, $"provider=sandbox&storefrontId={books.Shop}", file)).ShouldBe(HttpStatusCode.Created);

        var settlement = (await SettlementsAsync(books))[0]["id"]!.ToString();
        var exception = (await books.ExceptionsAsync())[0]["id"]!.ToString();
        (await other.GetAsync($"/v1/settlements/{settlement}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var assign = new StringContent("""{"owner":"me"}""", Encoding.UTF8, "application/json");
        (await other.PostAsync($"/v1/exceptions/{exception}/assign", assign)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await other.GetStringAsync("/v1/exceptions")).ShouldNotContain(exception);
        (await other.GetAsync($"/v1/books/2026-10/postings.csv?storefrontId={books.Shop}")).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string query, string file)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        using var answer = await client.PostAsync($"/v1/settlements?{query}", content);
        return answer.StatusCode;
    }

    private static (long Rows, long New, long Broken, string Status) Counts(JsonNode answer) =>
        (
            answer["settlement"]!["rows"]!.GetValue<long>(),
            answer["settlement"]!["newRows"]!.GetValue<long>(),
            answer["settlement"]!["broken"]!.GetValue<long>(),
            answer["settlement"]!["status"]!.ToString()
        );

    private static async Task<List<JsonNode>> SettlementsAsync(SettlementBooks books)
    {
        using var finance = books.Finance;
        return
        [
            .. JsonNode.Parse(await finance.GetStringAsync("/v1/settlements"))!["items"]!.AsArray().Select(x => x!),
        ];
    }

    /// <summary>Sends the beginning of a file, and dies.</summary>
    private sealed class TornContent(byte[] file, int at, Func<Task> until) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(file.AsMemory(0, at));
            await stream.FlushAsync();
            await until();
            throw new IOException("The wire was cut.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = file.Length;
            return true;
        }
    }
}
