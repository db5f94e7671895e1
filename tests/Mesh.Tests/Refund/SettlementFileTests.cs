using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Ledger;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.SettlementBooks;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>Settlement files as they come: in other encodings, from spreadsheets, with other business in them.</summary>
public sealed class SettlementFileTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    private const string German = "Erstattung für Kunde";
    private static readonly DateTimeOffset Paid = DateTimeOffset.UtcNow.AddDays(-20);

    static SettlementFileTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("windows-1252", "Erstattung für Kunde")]
    [InlineData("gb18030", "退款")]
    [InlineData("gbk", "退款")]
    [InlineData("utf-16", "退款")]
    [InlineData("utf-8", "退款")]
    public async Task A_file_is_read_in_the_encoding_that_its_content_type_names(string charset, string payment)
    {
        var books = new SettlementBooks(refunds);
        var line = Line((await books.PaidAsync(1, Paid))[0], Paid.AddDays(1)) with { Payment = payment };
        var file = Encoding.GetEncoding(charset).GetBytes(SettlementFile.Of([line]));

        var (status, answer) = await UploadAsync(books, file, $"text/csv; charset={charset}");

        status.ShouldBe(201, answer.ToJsonString());
        Counts(answer).ShouldBe((1, 0, 0));
        (await books.ExceptionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_a_flaw_where_no_other_encoding_is_named()
    {
        var books = new SettlementBooks(refunds);
        var parts = await books.PaidAsync(2, Paid);
        var lines = parts.ConvertAll(x => Line(x, Paid.AddDays(1)));
        var text = SettlementFile.Of([lines[0], lines[1] with { Type = German }]);

        var (status, answer) = await UploadAsync(books, Encoding.GetEncoding(1252).GetBytes(text), "text/csv");

        status.ShouldBe(201, answer.ToJsonString());
        Counts(answer).ShouldBe((1, 0, 1));
        answer["flaws"]![0]!["line"]!.GetValue<long>().ShouldBe(3);
        answer["flaws"]![0]!["what"]!.ToString().ShouldContain("charset");
    }

    [Fact]
    public async Task A_file_that_was_read_again_in_its_right_encoding_is_repeated_with_that_reading()
    {
        var books = new SettlementBooks(refunds);
        var line = Line((await books.PaidAsync(1, Paid))[0], Paid.AddDays(1)) with { Payment = "退款" };
        var file = Encoding.GetEncoding("gb18030").GetBytes(SettlementFile.Of([line]));
        var (wrong, flawed) = await UploadAsync(books, file, "text/csv");
        var (right, read) = await UploadAsync(books, file, "text/csv; charset=gb18030");

        var (repeated, again) = await UploadAsync(books, file, "text/csv; charset=gb18030");

        (wrong, right, repeated).ShouldBe((201, 201, 200));
        (Counts(flawed), Counts(read), Counts(again)).ShouldBe(((0, 0, 1), (1, 0, 0), (1, 0, 0)));
    }

    [Fact]
    public async Task A_file_whose_rows_another_file_had_answers_without_the_flaws_of_an_earlier_reading()
    {
        var books = new SettlementBooks(refunds);
        var part = (await books.PaidAsync(1, Paid))[0];
        var text = $"reference,gross,currency,at,note\n{part.Id},10.00,EUR,{Paid.AddDays(1):O},{German}\n";
        var file = Encoding.GetEncoding(1252).GetBytes(text);
        await books.UploadAsync(text);
        var balances = await books.BalancesAsync();
        var (_, flawed) = await UploadAsync(books, file, "text/csv");

        var (_, answer) = await UploadAsync(books, file, "text/csv; charset=windows-1252");
        var (repeated, again) = await UploadAsync(books, file, "text/csv; charset=windows-1252");

        (Counts(flawed), Counts(answer), Counts(again)).ShouldBe(((0, 0, 1), (1, 0, 0), (1, 0, 0)));
        repeated.ShouldBe(200);
        answer["flaws"]!.AsArray().ShouldBeEmpty();
        (await books.BalancesAsync()).ShouldBe(balances);
    }

    [Fact]
    public async Task A_first_line_that_is_not_UTF_8_and_a_charset_that_nobody_knows_are_refused()
    {
        var books = new SettlementBooks(refunds);
        var file = SettlementFile.Of([]).Replace("at\r\n", "at,Währung\r\n", StringComparison.Ordinal);

        var (status, answer) = await UploadAsync(books, Encoding.GetEncoding(1252).GetBytes(file), "text/csv");
        var (unknown, why) = await UploadAsync(books, Encoding.UTF8.GetBytes(file), "text/csv; charset=nonsense");

        (status, answer["type"]!.ToString()).ShouldBe((422, "urn:aftersales:problem:not_a_settlement"));
        answer["detail"]!.ToString().ShouldContain("charset=windows-1252");
        (unknown, why["type"]!.ToString()).ShouldBe((415, "urn:aftersales:problem:unsupported_charset"));
    }

    [Fact]
    public async Task A_file_of_which_nothing_is_recognised_is_refused_and_one_of_other_known_business_is_not()
    {
        var books = new SettlementBooks(refunds);
        var line = Line((await books.PaidAsync(1, Paid))[0], Paid.AddDays(1));

        var (status, answer) = await books.UploadAsync(SettlementFile.Of([line with { Type = "Rückzahlung" }]));
        var (other, _) = await books.UploadAsync(SettlementFile.Of([line with { Type = "payout" }]));
        var (empty, _) = await books.UploadAsync(SettlementFile.Of([]));

        status.ShouldBe(422);
        answer["detail"]!.ToString().ShouldContain("'Rückzahlung'");
        (other, empty).ShouldBe((201, 201));
        (await books.BalancesAsync()).Keys.ShouldNotContain("bank EUR");
    }

    [Fact]
    public async Task Amounts_of_one_file_have_one_decimal_sign()
    {
        var books = new SettlementBooks(refunds);
        var parts = await books.PaidAsync(2, Paid);
        // 1000 and 1001 minor units: 10.00 and 10.01.
        var file = $"reference;gross;currency;at\n{parts[0].Id};10.00;EUR;{Paid:O}\n{parts[1].Id};10,01;EUR;{Paid:O}\n";

        var (_, answer) = await books.UploadAsync(file);

        Counts(answer).ShouldBe((1, 0, 1));
        answer["flaws"]![0]!["what"]!.ToString().ShouldContain("has the decimal sign ','");
    }

    [Fact]
    public async Task A_payment_by_link_is_settled_and_other_payments_are_ignored()
    {
        var books = new SettlementBooks(refunds);
        var collection = await CollectedAsync(books, 1500);
        (await books.BalancesAsync())["clearing:card EUR"].ShouldBe(1500);
        var paid = new SettlementLine("line-1", "ch_1", 1500, Paid)
        {
            Payment = collection.PaymentReference!,
            Type = "payment",
            Fee = 50,
            Net = -1450,
        };
        var lines = new[]
        {
            paid,
            paid with
            {
                Line = "line-2",
                Payment = "pay_of_a_shopper",
            },
            paid with
            {
                Line = "line-3",
                Fee = 0,
                Net = -1500,
            },
        };

        var (status, answer) = await books.UploadAsync(SettlementFile.Of(lines));
        var (again, _) = await books.UploadAsync(SettlementFile.Of(lines));

        (status, again).ShouldBe((201, 200), answer.ToJsonString());
        Counts(answer).ShouldBe((2, 1, 0));
        var twice = (await books.ExceptionsAsync()).ShouldHaveSingleItem();
        (twice["kind"]!.ToString(), twice["expected"]!.GetValue<long>()).ShouldBe(("duplicate", 0));
        var balances = await books.BalancesAsync();
        balances.ShouldNotContainKey("clearing:card EUR");
        balances["provider_fees EUR"].ShouldBe(50);
        balances["bank EUR"].ShouldBe(2950);
        balances["suspense EUR"].ShouldBe(-1500);
    }

    [Theory]
    [InlineData("?provider=nobody", "text/csv", 400)]
    [InlineData("?provider=sandbox&storefrontId=other", "text/csv", 404)]
    [InlineData("?provider=sandbox", "application/json", 415)]
    [InlineData("?provider=sandbox", "text/csv; charset=nonsense", 415)]
    [InlineData("/unknown", "text/csv", 405)]
    public async Task An_upload_that_is_refused_gets_its_answer_though_its_body_is_still_being_sent(
        string query,
        string type,
        int status
    )
    {
        const int Bytes = 2 * 1024 * 1024;
        using var finance = new SettlementBooks(refunds).Finance;
        using var wire = new TcpClient();
        await wire.ConnectAsync(IPAddress.Loopback, finance.BaseAddress!.Port);
        await using var stream = wire.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/settlements{query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: {Bytes}\r\n"
                    + $"Authorization: {finance.DefaultRequestHeaders.Authorization}\r\nConnection: close\r\n\r\n"
            )
        );

        // As slow a sender as many: it reads no answer before it has sent all.
        for (var sent = 0; sent < Bytes; sent += 64 * 1024)
        {
            await stream.WriteAsync(new byte[64 * 1024]);
            await Task.Yield();
        }

        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith($"HTTP/1.1 {status} ");
    }

    private async Task<Collection> CollectedAsync(SettlementBooks books, long amount)
    {
        var collection = new Collection
        {
            Id = Guid.NewGuid(),
            Position = Guid.CreateVersion7(Paid),
            ReturnId = Guid.NewGuid(),
            StorefrontId = books.Shop,
            OrderNumber = "1001",
            Amount = amount,
            Currency = "EUR",
            Reason = "repair",
            PayBy = Paid,
            Status = CollectionStatus.Collected,
            Received = amount,
            PaymentReference = $"pay_{Guid.NewGuid():N}",
        };
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.Collections.Add(collection);
            db.Post(CollectionPostings.Owed(collection, Paid));
            foreach (var posting in CollectionPostings.Of(collection, CollectionStatus.AwaitingPayment, 0, Paid))
            {
                db.Post(posting);
            }
            return db.SaveChangesAsync();
        });
        return collection;
    }

    private static async Task<(int Status, JsonNode Body)> UploadAsync(SettlementBooks books, byte[] file, string type)
    {
        using var content = new ByteArrayContent(file);
        return await books.UploadAsync(content, "provider=sandbox", type);
    }

    private static (long Rows, long Ignored, long Broken) Counts(JsonNode answer) =>
        (
            answer["settlement"]!["rows"]!.GetValue<long>(),
            answer["settlement"]!["ignored"]!.GetValue<long>(),
            answer["settlement"]!["broken"]!.GetValue<long>()
        );
}
