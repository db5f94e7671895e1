using System.Text;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults.Csv;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class SettlementReadingTests
{
    private const string Columns = "line,reference,gross,fee,net,currency,at\n";

    [Theory]
    [InlineData("a,b\n1,2\n", "1|2")]
    [InlineData("a,b\r\n1,2\r\n3,4", "1|2 / 3|4")]
    [InlineData("a;b\n1,5;2\n", "1,5|2")]
    [InlineData("a\tb\n1\t2\n", "1|2")]
    [InlineData("sep=;\na;b\n1;2\n", "1|2")]
    [InlineData("\uFEFFa,b\n1,2\n", "1|2")]
    [InlineData("a,b\r1,2\r", "1|2")]
    [InlineData("a,b\n\"1,\"\"x\"\"\",2\n", "1,\"x\"|2")]
    [InlineData("a,b\n\"1\nx\",2\n3,4\n", "1\nx|2 / 3|4")]
    [InlineData("a,b\n\n1,2\n\n\n", "1|2")]
    [InlineData("a,b\n1,\n,2\n", "1| / |2")]
    [InlineData("a,b\n,\n1,2\n\"\",\"\"\n,,,\n \t,\n3,4\n,", "1|2 / 3|4")]
    [InlineData("a,b\n5\" screen,2\n", "5\" screen|2")]
    public async Task Csv_is_read_in_its_common_dialects(string file, string records) =>
        string.Join(" / ", (await ReadAsync(file)).Select(x => string.Join('|', x.Fields))).ShouldBe(records);

    [Theory]
    [InlineData("a,b\n1,2\n\"3,4\n5,6\n\"7\",8\n9,10\n", "3: there is text behind a closing quote", 4)]
    [InlineData("a,b\n1,2\n\"3,4\n5,6\n7,8\n9,10\n", "3: a quote is not closed", 4)]
    [InlineData("a,b\n1,2,3\n5,6\n7,8\n\n9,10\n11,12\n", "2: it has 3 fields, and the first line has 2", 4)]
    [InlineData("a,b\n\"1\"x,2\n\"5\n5\",6\n7,8\n9,10\n11,12", "2: there is text behind a closing quote", 4)]
    public async Task A_broken_record_costs_its_own_line_only(string file, string flaw, int good)
    {
        var records = await ReadAsync(file);

        records.Where(x => x.Flaw is not null).Select(x => $"{x.Line}: {x.Flaw}").ShouldBe([flaw]);
        records.Count(x => x.Flaw is null).ShouldBe(good);
    }

    [Fact]
    public async Task A_record_that_is_too_long_costs_only_itself()
    {
        var endless = new string('x', 3 * CsvRecords.MaxRecord);

        var records = await ReadAsync($"a,b\n1,2\n{endless},2\n3,4\n\"{endless}\n5,6\n");

        records.Where(x => x.Flaw is null).Select(x => x.Fields[0]).ShouldBe(["1", "3", "5"]);
    }

    [Theory]
    [InlineData("a\",\"")]
    [InlineData("a\",\"x\"\"y")]
    [InlineData("a\",\"\r")]
    public async Task A_file_of_quotes_that_are_closed_in_the_wrong_line_is_not_scanned_again_for_each_line(string line)
    {
        const int Count = 20_000;
        var file = new StringBuilder("a,b,c\n1,2,3\n");
        for (var i = 0; i < Count; i++)
        {
            file.Append(line).Append('\n');
        }
        var records = new CsvRecords(new StringReader($"{file}\"\n4,5,6"));
        await records.ReadHeaderAsync(CancellationToken.None);
        var (fields, good) = (0L, new List<string>());
        while (await records.ReadAsync(CancellationToken.None))
        {
            fields += records.Fields.Count;
            if (records.Flaw is null)
            {
                good.Add(string.Join('|', records.Fields));
            }
        }

        fields.ShouldBeLessThan(15 * Count);
        good[^1].ShouldBe("4|5|6");
        records.Line.ShouldBe(Count + 4);
    }

    [Fact]
    public async Task Text_of_several_lines_is_read_again_where_a_file_has_fewer_flaws()
    {
        var file = new StringBuilder("a,b,c\n");
        for (var i = 0; i < 10_000; i++)
        {
            file.Append("a\",\"\n");
        }
        for (var i = 0; i < 100_000; i++)
        {
            file.Append("1,2,3\n");
        }

        var records = await ReadAsync($"{file}4,\"5\n5\",6\n7,8,9\n");

        records[^2..].Select(x => string.Join('|', x.Fields)).ShouldBe(["4|5\n5|6", "7|8|9"]);
    }

    [Fact]
    public async Task Written_records_are_read_back_with_their_line_numbers()
    {
        var random = new Random(Cases.Seed);
        for (var i = 0; i < Cases.Count / 10; i++)
        {
            var width = random.Next(2, 6);
            var rows = Enumerable
                .Range(0, random.Next(1, 40))
                .Select(_ => Enumerable.Range(0, width).Select(_ => Text(random)).ToArray())
                // A record without any text is skipped.
                .Where(x => !x.All(string.IsNullOrWhiteSpace))
                .ToList();
            var end = random.Next(2) == 0 ? "\n" : "\r\n";
            var lines = rows.Select(x => string.Join(',', x.Select(y => Quote(y, random))));
            var header = string.Join(',', Enumerable.Range(0, width).Select(x => $"c{x}"));

            var records = await ReadAsync(string.Join(end, lines.Prepend(header)));

            records.Select(x => x.Flaw).ShouldAllBe(x => x == null, $"seed {Cases.Seed}, case {i}");
            records.Select(x => x.Fields).ShouldBe(rows, $"seed {Cases.Seed}, case {i}");
            var line = 2L;
            foreach (var (record, row) in records.Zip(rows))
            {
                record.Line.ShouldBe(line, $"seed {Cases.Seed}, case {i}");
                line += 1 + row.Sum(x => x.Count(y => y == '\n'));
            }
        }
    }

    [Theory]
    [InlineData("12.34", 2, 1234)]
    [InlineData("12,34", 2, 1234)]
    [InlineData("12,5", 2, 1250)]
    [InlineData("-1,234.56", 2, -123456)]
    [InlineData("1.234,56", 2, 123456)]
    [InlineData("1,234,567", 0, 1234567)]
    [InlineData("1,234", 0, 1234)]
    [InlineData("1 234,50", 2, 123450)]
    [InlineData("1'234.50", 2, 123450)]
    [InlineData("0.234", 3, 234)]
    [InlineData("100", 0, 100)]
    [InlineData("+7", 2, 700)]
    [InlineData("\u22127", 2, -700)]
    public void An_amount_is_read_as_it_is_written(string text, int decimals, long minor)
    {
        new AmountReader().Read(text, decimals, out var read).ShouldBeNull();
        read.ShouldBe(minor);
    }

    [Theory]
    [InlineData("1.5", 0)]
    [InlineData("12,34,56", 2)]
    [InlineData("1.2.3", 2)]
    [InlineData("1,23.4,5", 2)]
    [InlineData("12.3456", 2)]
    [InlineData("abc", 2)]
    [InlineData("1e5", 2)]
    [InlineData("--1", 2)]
    [InlineData("99999999999999999999", 2)]
    [InlineData("£12", 2)]
    [InlineData("", 2)]
    public void Text_that_is_not_an_amount_is_refused(string text, int decimals) =>
        new AmountReader().Read(text, decimals, out _).ShouldBe("is not an amount");

    [Theory]
    [InlineData("1.234", '.', 3, 1234)]
    [InlineData("1.234", ',', 3, 1234000)]
    [InlineData("1,234", '.', 2, 123400)]
    [InlineData("1.000", '.', 0, 1)]
    public void A_configured_decimal_sign_decides_what_could_be_read_in_two_ways(
        string text,
        char sign,
        int decimals,
        long minor
    )
    {
        new AmountReader(sign).Read(text, decimals, out var read).ShouldBeNull();
        read.ShouldBe(minor);
        new AmountReader().Read(text, decimals, out _).ShouldNotBeNull().ShouldContain("is ambiguous");
    }

    [Fact]
    public void A_file_has_one_decimal_sign_from_its_first_unambiguous_amount_on()
    {
        var points = new AmountReader();
        points.Read("12.50", 2, out _).ShouldBeNull();

        points.Read("1,234", 2, out var thousands).ShouldBeNull();
        thousands.ShouldBe(123400);
        points.Read("12.345", 2, out _).ShouldBe("is not an amount");
        points.Read("12,50", 2, out _).ShouldBe("has the decimal sign ',', but the file's other amounts have '.'");
        points.ReadDecimal("0.917", 28, out var rate).ShouldBeNull();
        rate.ShouldBe(0.917m);
    }

    [Theory]
    [InlineData("x,ref,10.00,0.25,10.25,EUR,2026-10-05T00:00Z", null)]
    [InlineData("x,ref,,0.25,10.25,EUR,2026-10-05T00:00Z", null)]
    [InlineData("x,ref,10.00,,,EUR,2026-10-05T00:00Z", null)]
    [InlineData("x,,10.00,,,EUR,2026-10-05T00:00Z", "it has no reference")]
    [InlineData("x,ref,10.00,0.25,10.20,EUR,2026-10-05T00:00Z", "do not add up")]
    [InlineData("x,ref,ten,,,EUR,2026-10-05T00:00Z", "gross 'ten' is not an amount (EUR)")]
    [InlineData("x,ref,10.00,,,euro,2026-10-05", "currency 'EURO' is not a currency")]
    [InlineData("x,ref,10.00,,,EUR,05.10.2026", "at '05.10.2026' is not a time with an offset")]
    [InlineData("x,ref,10.00,,,EUR,2026-10-05", "at '2026-10-05' is not a time with an offset")]
    [InlineData("x,ref,10.00,,,EUR,2026-10-05T12:00:00", "is not a time with an offset")]
    [InlineData("x,ref,10.00,,,EUR,2026-10-05T12:00:00+02:00", null)]
    [InlineData("x,ref,10.00,,,QQQ,2026-10-05T00:00Z", "currency 'QQQ' is not a currency")]
    [InlineData("x,1.23457E+18,10.00,,,EUR,2026-10-05T00:00Z", "was shortened by a spreadsheet")]
    [InlineData("x,re\u200Bf,10.00,,,EUR,2026-10-05T00:00Z", "invisible character")]
    [InlineData("x,re\u3164f,10.00,,,EUR,2026-10-05T00:00Z", "invisible character")]
    [InlineData("x,re\uFE0Ff,10.00,,,EUR,2026-10-05T00:00Z", "invisible character")]
    [InlineData("x,r\uFFFDf,10.00,,,EUR,2026-10-05T00:00Z", "bytes that are not text")]
    [InlineData("x,\"=\"\"0012\"\"\",10.00,,,EUR,2026-10-05T00:00Z", null)]
    [InlineData("x,ref,,,,EUR,2026-10-05T00:00Z", "neither gross nor net")]
    [InlineData("x,ref,0,,,EUR,2026-10-05T00:00Z", "its amount is 0")]
    [InlineData("x,ref,10.00,,-10.00,EUR,2026-10-05T00:00Z", "moves money out")]
    [InlineData("x,ref,-10.00,,,EUR,2026-10-05T00:00Z", "moves money out")]
    public async Task Each_flaw_of_a_row_is_named(string row, string? flaw)
    {
        var read = (await RowsAsync("sandbox", Columns + row)).ShouldHaveSingleItem();

        if (flaw is null)
        {
            read.Flaw.ShouldBeNull();
            read.Row!.Gross.ShouldBe(1000);
        }
        else
        {
            read.Flaw.ShouldNotBeNull().ShouldContain(flaw);
        }
    }

    [Fact]
    public async Task Stripes_report_is_read_with_its_signs_currencies_and_unrelated_rows()
    {
        var rows = await RowsAsync(
            "stripe",
            """
            balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,description,customer_facing_amount,customer_facing_currency,charge_id,payment_intent_id
            txn_1,2026-10-05 10:00:00,2026-10-07 00:00:00,eur,-37.49,0.00,-37.49,refund,re_1,REFUND FOR CHARGE,-37.49,eur,ch_1,pi_1
            txn_2,2026-10-05 10:00:01,2026-10-07 00:00:00,eur,50.00,1.00,49.00,charge,ch_2,,50.00,eur,ch_2,pi_2
            txn_3,2026-10-05 10:00:02,2026-10-07 00:00:00,eur,-10.00,-0.30,-9.70,refund,re_3,,,,ch_3,pi_3
            txn_4,2026-10-05 10:00:03,2026-10-07 00:00:00,eur,-91.74,0.00,-91.74,refund,re_4,,-100.00,usd,ch_4,pi_4
            txn_5,2026-10-05 10:00:04,2026-10-07 00:00:00,eur,-20.00,15.00,-35.00,dispute,du_5,,,usd,ch_5,pi_5
            txn_6,2026-10-05 10:00:05,2026-10-07 00:00:00,eur,10.00,0.00,10.00,refund_failure,re_6,,,,ch_6,
            txn_7,2026-10-05 10:00:06,2026-10-07 00:00:00,eur,-0.30,0.06,-0.36,fee,,Billing,,,,
            txn_8,2026-10-05 10:00:07,2026-10-07 00:00:00,eur,-1.20,0.00,-1.20,network_cost,,,,,,
            txn_9,2026-10-05 10:00:08,2026-10-07 00:00:00,eur,20.00,-15.00,35.00,dispute_reversal,du_5,,,,ch_5,pi_5
            txn_10,2026-10-05 10:00:09,2026-10-07 00:00:00,jpy,-5000,0,-5000,refund,re_10,,,,ch_10,pi_10
            txn_11,2026-10-05 10:00:10,2026-10-07 00:00:00,eur,-900.00,0.00,-900.00,payout,po_11,STRIPE PAYOUT,,,,
            """
        );

        rows.ShouldAllBe(x => x.Flaw == null);
        rows.Select(x =>
                x.Row is { } r
                    ? $"{r.Type} {r.Gross}{r.Currency} {r.Fee} {r.Net}{r.SettledCurrency} {r.ProviderRefund} {r.Payment}"
                    : "-"
            )
            .ShouldBe([
                "refund 3749EUR 0 3749EUR re_1 pi_1",
                "payment 5000EUR 100 -4900EUR ch_2 pi_2",
                "refund 1000EUR -30 970EUR re_3 pi_3",
                "refund 10000USD 0 9174EUR re_4 pi_4",
                "chargeback 2000EUR 1500 3500EUR du_5 pi_5",
                "refund_reversal 1000EUR 0 -1000EUR re_6 ch_6",
                "fee 0EUR 36 36EUR  ",
                "fee 0EUR 120 120EUR  ",
                "chargeback_won 2000EUR -1500 -3500EUR du_5 pi_5",
                "refund 5000JPY 0 5000JPY re_10 pi_10",
                "-",
            ]);
    }

    [Fact]
    public async Task Stripes_report_names_our_part_where_it_was_asked_for_the_refunds_metadata()
    {
        var part = Guid.NewGuid();

        var rows = await RowsAsync(
            "stripe",
            $"""
            balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,refund_metadata[aftersales_part]
            txn_1,2026-10-05 10:00:00,eur,-37.49,0.00,-37.49,refund,re_1,{part}
            txn_2,2026-10-05 10:00:00,eur,-37.49,0.00,-37.49,refund,re_2,
            """
        );

        rows.Select(x => (x.Row!.PartId, x.Row.ProviderRefund)).ShouldBe([(part, "re_1"), (null, "re_2")]);
    }

    [Fact]
    public async Task Rows_without_an_id_of_their_own_are_told_apart_by_how_often_they_come()
    {
        var rows = await RowsAsync(
            "sandbox",
            "reference,gross,currency,at\na,1,EUR,2026-10-05T00:00Z\na,1,EUR,2026-10-05T00:00Z\nb,1,EUR,2026-10-05T00:00Z"
        );

        rows.Select(x => x.Row!.Key).Distinct().Count().ShouldBe(3);
        rows.Select(x => x.Row!.Key[^2..]).ShouldBe([":1", ":2", ":1"]);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_not_remembered()
    {
        var rows = await RowsAsync(
            "sandbox",
            "reference,gross,currency,at,rate\na,1,EUR,2026-10-05T00:00Z,x\na,1,EUR,2026-10-05T00:00Z,"
        );

        rows[0].Flaw.ShouldBe("rate 'x' is not an amount");
        rows[1].Row!.Key[^2..].ShouldBe(":1");
    }

    [Fact]
    public async Task Only_so_many_different_rows_without_an_id_are_remembered()
    {
        static string Row(string id, string reference) => $"{id},{reference},1,,,EUR,2026-10-05T00:00Z\n";
        var file = Row("", "a") + Row("", "b") + Row("", "c") + Row("", "a") + Row("1", "d") + Row("2", "e");

        var rows = await RowsAsync("sandbox", Columns + file, maxWithoutId: 2);

        rows.Select(x => x.Flaw is null).ShouldBe([true, true, false, true, true, true]);
        rows[2].Flaw!.ShouldStartWith("the file has more than 2 different rows without an id");
        rows[3].Row!.Key.ShouldEndWith(":2");
    }

    [Fact]
    public async Task A_row_without_an_id_is_recognized_whatever_its_other_columns_and_encoding_are()
    {
        var rows = await RowsAsync(
            "sandbox",
            "reference,gross,currency,at,note\nré-1,1.00,EUR,2026-10-05T00:00Z,für\nré-1,1.00,EUR,2026-10-05T00:00Z,für"
        );
        var again = await RowsAsync(
            "sandbox",
            "note,at,currency,gross,reference\nfÃ¼r,2026-10-05T02:00+02:00,eur,1.0,rÃ©-1\nx,2026-10-05T00:00Z,EUR,1,rÃ©-1"
        );

        again.Select(x => x.Row!.Key).ShouldBe(rows.Select(x => x.Row!.Key));
    }

    [Fact]
    public async Task A_fee_without_an_amount_is_a_flaw()
    {
        var rows = await RowsAsync(
            "sandbox",
            "reference,type,gross,fee,currency,at\n,fee,,,EUR,2026-10-05T00:00Z\n,fee,,1.00,EUR,2026-10-05T00:00Z"
        );

        rows[0].Flaw.ShouldBe("it has neither gross, fee nor net");
        rows[1].Row!.Net.ShouldBe(100);
    }

    [Fact]
    public async Task A_column_that_is_named_twice_is_a_flaw_of_the_file()
    {
        var records = new CsvRecords(new StringReader("reference,gross,currency,at,Gross,note,note\n"));
        await records.ReadHeaderAsync(CancellationToken.None);

        var flaw = ColumnMap.Read(SettlementFormat.BuiltIn()["sandbox"], records.Fields, out _);

        flaw.ShouldNotBeNull().ShouldContain("gross twice");
    }

    [Fact]
    public void A_time_without_an_offset_is_one_of_the_zone_that_the_format_names()
    {
        var berlin = new SettlementFormat { Time = "dd.MM.yyyy HH:mm", Zone = "Europe/Berlin" };

        FileTime.TryParse("05.07.2026 12:00", berlin, out var summer).ShouldBeTrue();
        FileTime.TryParse("05.01.2026 12:00", berlin, out var winter).ShouldBeTrue();

        (summer.UtcDateTime.Hour, winter.UtcDateTime.Hour).ShouldBe((10, 11));
        berlin.Zone = "Europe/Nowhere";
        berlin.Flaw("Refund:Settlements:x", "x").ShouldNotBeNull().ShouldContain("x:Zone must be a time zone");
    }

    private static async Task<List<(ParsedRow? Row, string? Flaw)>> RowsAsync(
        string provider,
        string file,
        int maxWithoutId = RowReader.MaxWithoutId
    )
    {
        var format = SettlementFormat.BuiltIn()[provider];
        var records = new CsvRecords(new StringReader(file));
        await records.ReadHeaderAsync(CancellationToken.None);
        ColumnMap.Read(format, records.Fields, out var map).ShouldBeNull();
        var reader = new RowReader(format, map, maxWithoutId);
        List<(ParsedRow?, string?)> rows = [];
        while (await records.ReadAsync(CancellationToken.None))
        {
            rows.Add(reader.Read(records.Fields, records.Line));
        }
        return rows;
    }

    private static async Task<List<(long Line, string? Flaw, string[] Fields)>> ReadAsync(string file)
    {
        using var text = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(file)));
        var records = new CsvRecords(text);
        (await records.ReadHeaderAsync(CancellationToken.None)).ShouldBeTrue();
        List<(long, string?, string[])> all = [];
        while (await records.ReadAsync(CancellationToken.None))
        {
            all.Add((records.Line, records.Flaw, [.. records.Fields]));
        }
        return all;
    }

    private static string Text(Random random)
    {
        const string Signs = "ab1 ,;\"\n\té=-";
        return string.Create(random.Next(0, 12), random, (span, r) => r.GetItems<char>(Signs, span));
    }

    private static string Quote(string cell, Random random) =>
        cell.AsSpan().ContainsAny(",\"\n") || random.Next(3) == 0 || cell.Length == 0
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
}
