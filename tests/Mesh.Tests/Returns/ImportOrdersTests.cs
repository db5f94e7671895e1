using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Architecture;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.ServiceDefaults.Csv;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Orders from a CSV file: each whole or not at all, and the file again as often as one likes.</summary>
public sealed class ImportOrdersTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private const string Header =
        "orderNumber,currency,deliveredAt,customer.reference,payment.reference,payment.method,payment.captured,"
        + "line.lineId,line.sku,line.quantity,line.unitPrice\n";

    private readonly string _shop = $"shop-{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task A_file_imported_again_with_a_correction_and_with_a_flaw_leaves_what_it_says()
    {
        var file = Header + Row("1", "a", price: "39.99") + Row("1", "b", price: "10") + Row("2", "a");

        var first = await ImportAsync(file);
        var again = await ImportAsync(file);
        var flawed = await ImportAsync(file.Replace("39.99", "39.999").Replace("2,EUR", "2,CHF"));

        Told(first).ShouldBe("3 rows, 2 orders: 2 created, 0 corrected, 0 refused");
        Told(again).ShouldBe("3 rows, 2 orders: 0 created, 2 corrected, 0 refused");
        Told(flawed).ShouldBe("3 rows, 2 orders: 0 created, 1 corrected, 1 refused");
        FlawsOf(flawed).ShouldBe(["2 line.unitPrice 1: must be an amount of EUR like 1234.56"]);
        var one = await OrderAsync("1");
        one.Text("total").ShouldBe("4999");
        one["lines"]!.AsArray().Select(x => x!.Text("lineId")).ShouldBe(["a", "b"]);
        (await OrderAsync("2")).Text("currency").ShouldBe("CHF");
    }

    [Fact]
    public async Task Imported_columns_equal_the_API_fields()
    {
        var values = OrderColumns.All.ToDictionary(x => x.Name, ValueOf);
        values[OrderColumns.Number] = "all";
        values["payment.captured"] = "1000.00";
        var file = $"{string.Join(';', values.Keys)}\n{string.Join(';', values.Values.Select(x => $"\"{x}\""))}\n";

        Told(await ImportAsync(file)).ShouldEndWith("1 created, 0 corrected, 0 refused");

        var order = await OrderAsync("all");
        order["line"] = order["lines"]![0]!.DeepClone();
        order["payment"] = order["payments"]![0]!.DeepClone();
        for (var place = 0; place < 3; place++)
        {
            order["deliveryAddress"]![$"line{place + 1}"] = order["deliveryAddress"]!["lines"]![place]!.DeepClone();
        }
        foreach (var column in OrderColumns.All)
        {
            var found = column.Name.Split('.').Aggregate((JsonNode?)order, (node, name) => node![name]);
            found.ShouldNotBeNull(column.Name);
            var value = column.Kind switch
            {
                CellKind.Amount => values[column.Name].Replace(".", ""),
                CellKind.Time => "2026-11-01T10:30:00.000Z",
                _ => values[column.Name],
            };
            found.ToString().ShouldBe(value, column.Name);
        }
    }

    [Fact]
    public async Task A_time_without_an_offset_is_one_of_the_storefronts_zone()
    {
        var settings = new
        {
            name = "Ada",
            country = "CN",
            timeZone = "Asia/Shanghai",
            languages = new[] { "zh-CN" },
            currency = "CNY",
        };
        await returns.SendAsync(HttpMethod.Put, "/v1/storefront", settings, "settings", null, _shop);

        await ImportAsync(
            Header
                + Row("1", "a", deliveredAt: "2026-11-01 18:30")
                + Row("2", "a", deliveredAt: "2026-11-01")
                + Row("3", "a", deliveredAt: "2026-11-01 18:30:00+01:00")
        );

        (await OrderAsync("1")).Text("deliveredAt").ShouldBe("2026-11-01T10:30:00.000Z");
        (await OrderAsync("2")).Text("deliveredAt").ShouldBe("2026-10-31T16:00:00.000Z");
        (await OrderAsync("3")).Text("deliveredAt").ShouldBe("2026-11-01T17:30:00.000Z");
    }

    [Theory]
    [InlineData("Pacific/Honolulu", "9999-12-31 20:00")]
    [InlineData("Asia/Shanghai", "0001-01-01 00:00")]
    public async Task A_time_that_no_calendar_has_in_UTC_is_a_flaw(string zone, string time)
    {
        var settings = new
        {
            name = "Ada",
            country = "US",
            timeZone = zone,
            languages = new[] { "en" },
            currency = "EUR",
        };
        await returns.SendAsync(HttpMethod.Put, "/v1/storefront", settings, "settings", null, _shop);

        var answer = await ImportAsync(Header + Row("1", "a", deliveredAt: time) + Row("2", "a"));

        Told(answer).ShouldBe("2 rows, 2 orders: 1 created, 0 corrected, 1 refused");
        FlawsOf(answer).ShouldHaveSingleItem().ShouldStartWith("2 deliveredAt 1: must be a time like");
    }

    [Fact]
    public async Task Columns_may_be_in_any_order()
    {
        var values = OrderColumns.All.ToDictionary(x => x.Name, ValueOf);
        values["payment.captured"] = "1000.00";
        foreach (var columns in new[] { OrderColumns.All, [.. OrderColumns.All.Reverse()] })
        {
            var names = columns.Select(x => x.Name).ToList();
            var file = $"{string.Join(';', names)}\n{string.Join(';', names.Select(x => values[x]))}\n";

            Told(await ImportAsync(file)).ShouldEndWith("0 refused");

            var order = await OrderAsync(values[OrderColumns.Number]);
            order["deliveryAddress"]!["lines"]!
                .AsArray()
                .Select(x => $"{x}")
                .ShouldBe(["x deliveryAddress.line1", "x deliveryAddress.line2", "x deliveryAddress.line3"]);
        }
    }

    [Fact]
    public async Task Text_is_read_as_it_was_before_our_exports_protected_it_from_spreadsheets()
    {
        string[] texts = ["0012", "1-2", "+a", "'b", "12E5"];
        var rows = texts.Select(x =>
            Row(CsvText.Cell(x), CsvText.Cell(x), deliveredAt: CsvText.Cell("2026-11-01"), price: CsvText.Cell("1.50"))
        );

        Told(await ImportAsync(Header + string.Concat(rows))).ShouldEndWith("5 created, 0 corrected, 0 refused");

        foreach (var text in texts)
        {
            var order = await OrderAsync(text);
            order.Text("total").ShouldBe("150");
            order.Text("deliveredAt").ShouldBe("2026-11-01T00:00:00.000Z");
            order["lines"]![0]!.Text("lineId").ShouldBe(text);
        }
    }

    [Theory]
    [InlineData("line.quantity", "1.5", "2 line.quantity 1: must be a whole number: a quantity counts pieces")]
    [InlineData("line.quantity", "0", "2 line.quantity 1: must be from 1 to 10000")]
    [InlineData("line.quantity", "", "2 line.quantity 1: must not be empty")]
    [InlineData("line.unitPrice", "-1", "2 line.unitPrice 1: must be from 0 to")]
    [InlineData("line.unitPrice", "\"9,50\"", "2 line.unitPrice 1: must be an amount of EUR like 1234.56")]
    [InlineData("line.unitPrice", "99999999999999999999999999", "2 line.unitPrice 1: must be an amount of EUR")]
    [InlineData("currency", "XYZ", "2 payment.captured 1: cannot be read, because the currency is unknown")]
    [InlineData("deliveredAt", "01.11.2026", "2 deliveredAt 1: must be a time like")]
    [InlineData("deliveredAt", "05/11/2026 10:00:00+01:00", "2 deliveredAt 1: must be a time like")]
    [InlineData("deliveredAt", "05-11-2026 10:00:00+01:00", "2 deliveredAt 1: must be a time like")]
    [InlineData("deliveredAt", "2026/11/05 10:00:00+01:00", "2 deliveredAt 1: must be a time like")]
    [InlineData("deliveredAt", "1999-01-01", "2 deliveredAt 1: must be a time after the year 2000")]
    [InlineData("payment.captured", "1.00", "2  1: The payments' captured amounts must add up to at least 1000")]
    [InlineData("payment.reference", "2.02611E+27", "2 payment.reference 1: must have all its digits")]
    [InlineData("line.sku", "\"1,2E+12\"", "2 line.sku 1: must have all its digits")]
    [InlineData("line.sku", "a\u200Bb", "2 line.sku 1: must be a text of 1 to 100 characters")]
    public async Task A_flaw_is_told_with_its_line_and_column_and_refuses_its_order_alone(
        string column,
        string value,
        string flaw
    )
    {
        var places = Header.TrimEnd().Split(',').ToList();
        var cells = Row("1", "a").TrimEnd().Split(',');
        cells[places.IndexOf(column)] = value;

        var answer = await ImportAsync($"{Header}{string.Join(',', cells)}\n{Row("2", "a")}");

        Told(answer).ShouldBe("2 rows, 2 orders: 1 created, 0 corrected, 1 refused");
        FlawsOf(answer)[0].ShouldStartWith(flaw);
        (await StatusOfAsync("1")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusOfAsync("2")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_number_that_a_spreadsheet_has_shortened_is_a_flaw_in_every_column_of_text()
    {
        var values = OrderColumns.All.ToDictionary(x => x.Name, ValueOf);
        List<string> texts =
        [
            .. OrderColumns.All.Where(x => x.Kind == CellKind.Text && x.Name != "currency").Select(x => x.Name),
        ];
        texts.ForEach(x => values[x] = "1.23457E+18");

        var answer = await ImportAsync($"{string.Join(';', values.Keys)}\n{string.Join(';', values.Values)}\n");

        Told(answer).ShouldEndWith("0 created, 0 corrected, 1 refused");
        FlawsOf(answer)
            .ShouldBe(
                texts.Select(x =>
                    $"2 {x} 1.23457E+18: must have all its digits, which a spreadsheet has shortened: format the column as text, and enter it again"
                ),
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task Rows_without_any_text_are_skipped_like_blank_lines()
    {
        var empty = new string(',', Header.Count(x => x == ','));

        var answer = await ImportAsync(
            $"{Header}{empty}\n{Row("1", "a")}\n{Row("2", "a")}{empty}\r\n , ,\n{empty.Replace(",", "\"\",")}"
        );

        Told(answer).ShouldBe("2 rows, 2 orders: 2 created, 0 corrected, 0 refused");
    }

    [Fact]
    public async Task A_flaw_repeats_no_text_that_is_too_long()
    {
        var file = Header;
        for (var i = 0; i < 40; i++)
        {
            file += Row(new string('n', 10_000) + i, "", price: "x", currency: "x", deliveredAt: "x", quantity: "x");
        }

        var answer = await ImportAsync(file);

        answer["flaws"]!.AsArray().Count.ShouldBe(100);
        answer.ToJsonString().Length.ShouldBeLessThan(40_000);
        var refused = await returns.SendAsync(
            HttpMethod.Post,
            "/v1/orders/import",
            new string('x', 20_000) + ",y\n",
            "storefront",
            null,
            _shop
        );
        refused.Body.ToJsonString().Length.ShouldBeLessThan(3_000);
    }

    [Fact]
    public async Task An_order_of_a_file_is_no_larger_than_one_that_a_program_puts()
    {
        var file = new StringBuilder(Header.Replace("\n", ",line.imageUrl\n"));
        AddOrder("small", lines: 500);
        AddOrder("large", lines: 700);
        AddOrder("last", lines: 1);

        var answer = await ImportAsync(file.ToString());

        Told(answer).ShouldBe("1201 rows, 3 orders: 2 created, 0 corrected, 1 refused");
        var flaw = FlawsOf(answer).ShouldHaveSingleItem();
        // The row with which it is too large.
        ((int)answer["flaws"]![0]!["line"]!).ShouldBeInRange(502 + 450, 502 + 570);
        flaw.ShouldContain("large: makes the order larger than 1048576 bytes");
        (await StatusOfAsync("large")).ShouldBe(HttpStatusCode.NotFound);

        void AddOrder(string number, int lines)
        {
            for (var i = 0; i < lines; i++)
            {
                file.Append(
                    Row(number, $"{i}", price: "1.00").TrimEnd() + $",https://shop.example/{new string('x', 1_900)}\n"
                );
            }
        }
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_number_that_no_path_can_have_is_refused(string number)
    {
        var answer = await ImportAsync(Header + Row(number, "a"));

        Told(answer).ShouldEndWith("0 created, 0 corrected, 1 refused");
        FlawsOf(answer).ShouldContain(x => x.Contains("not . or .."));
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_refuses_the_orders_on_both_sides_of_it()
    {
        var file = Header + Row("1", "a") + Row("2", "a") + "\"2,EUR\n" + Row("3", "a") + Row("4", "a");

        var answer = await ImportAsync(file);

        Told(answer).ShouldBe("5 rows, 4 orders: 2 created, 0 corrected, 2 refused");
        FlawsOf(answer)[1].ShouldBe("5  3: the row in line 4 cannot be read and may belong to this order");
        foreach (var (number, status) in new[] { ("1", 200), ("2", 404), ("3", 404), ("4", 200) })
        {
            ((int)await StatusOfAsync(number)).ShouldBe(status, number);
        }
    }

    [Fact]
    public async Task Rows_of_an_order_agree_and_stand_together()
    {
        var differs = await ImportAsync(Header + Row("1", "a") + Row("1", "b", currency: "USD"));
        var apart = await ImportAsync(Header + Row("5", "a") + Row("6", "a") + Row("5", "b"));

        FlawsOf(differs).ShouldBe(["3 currency 1: must be empty or as in line 2, the order's first"]);
        FlawsOf(apart)[0].ShouldStartWith("4 orderNumber 5: must stand next to");
        (await OrderAsync("5"))["lines"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_order_that_contradicts_its_return_is_refused_and_its_neighbours_are_put()
    {
        var day = ReturnsFixture.Now.AddDays(-1).ToString("O");
        await ImportAsync(Header + Row("1", "a", deliveredAt: day) + Row("2", "a", deliveredAt: day));
        using var client = returns.Service.As("storefront", _shop);
        var request = Flow.Shop.Request("1", "a");
        (await client.PostWithKeyAsync("/v1/returns", request)).Status.ShouldBe(HttpStatusCode.Created);

        var answer = await ImportAsync(Header + Row("1", "a", price: "9") + Row("2", "a", price: "9"));

        Told(answer).ShouldBe("2 rows, 2 orders: 0 created, 1 corrected, 1 refused");
        FlawsOf(answer)[0].ShouldContain("1000 was paid for a unit that is being returned");
        (await OrderAsync("1")).Text("total").ShouldBe("1000");
        (await OrderAsync("2")).Text("total").ShouldBe("900");
    }

    [Theory]
    [InlineData("", "header row")]
    [InlineData("orderNumber,currency\n1,EUR\n", "line.sku")]
    [InlineData("orderNumber,prise\n", "'prise'")]
    [InlineData("orderNumber,orderNumber\n", "twice")]
    public async Task A_file_of_other_columns_is_refused_whole(string file, string mentions)
    {
        var answer = await returns.SendAsync(HttpMethod.Post, "/v1/orders/import", file, "storefront", null, _shop);

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Body.Text("type").ShouldEndWith(":not_a_file_of_orders");
        answer.Body.Text("detail")!.ShouldContain(mentions);
    }

    [Fact]
    public async Task Only_the_storefront_and_its_admin_import()
    {
        foreach (var role in new[] { "agent", "warehouse", "inspector", "finance", "settings" })
        {
            var answer = await returns.SendAsync(HttpMethod.Post, "/v1/orders/import", Header, role, null, _shop);
            answer.Status.ShouldBe(HttpStatusCode.Forbidden, role);
        }
        var path = $"/v1/orders/import?storefrontId={_shop}";
        var admin = await returns.SendAsync(HttpMethod.Post, path, Header + Row("1", "a"), "admin", null, _shop, "x");
        Told(admin.Body).ShouldStartWith("1 rows, 1 orders: 1 created");
    }

    [Fact]
    public async Task A_long_file_is_put_in_order_and_its_first_flaws_are_told()
    {
        var file = new StringBuilder(Header);
        for (var i = 0; i < 1_200; i++)
        {
            file.Append(Row($"{i / 2}", $"{i % 2}", quantity: i is >= 400 and < 700 ? "x" : "1"));
        }

        var answer = await ImportAsync(file.ToString());

        Told(answer).ShouldBe("1200 rows, 600 orders: 450 created, 0 corrected, 150 refused");
        (answer["flaws"]!.AsArray().Count, answer.Text("allFlaws")).ShouldBe((100, "300"));
        var stored = await returns.Service.InDatabaseAsync(
            (ReturnsDb db) => db.Orders.CountAsync(x => x.StorefrontId == _shop)
        );
        stored.ShouldBe(450);
    }

    [Fact]
    public void Every_column_is_in_the_documentation() =>
        OrderColumns.All.ShouldAllBe(x => Repository.Read("docs/import-orders.md").Contains($"`{x.Name}`"));

    private static string ValueOf(OrderColumn column) =>
        column.Name switch
        {
            "currency" => "EUR",
            "soldIn" => "shop",
            "customer.email" => "mei@example.com",
            "customer.locale" => "zh-CN",
            "deliveryAddress.country" => "CN",
            "deliveryAddress.postcode" => "200001",
            "line.gtin" => "4006381333931",
            "line.cnCode" => "61091000",
            "line.imageUrl" => "https://shop.example/1.jpg",
            "line.quantity" => "7",
            "line.unitPrice" => "39.99",
            "line.returned" => "2",
            "shipping.amount" => "9.50",
            _ when column.Name.EndsWith("phone", StringComparison.Ordinal) => "+86 10 1234 5678",
            _ => column.Kind switch
            {
                CellKind.Whole => "3",
                CellKind.Amount => "1.25",
                CellKind.Flag => "true",
                CellKind.Time => "2026-11-01 10:30",
                CellKind.Day => "2028-01-31",
                _ => $"x {column.Name}",
            },
        };

    private static string Row(
        string order,
        string line,
        string price = "10.00",
        string currency = "EUR",
        string deliveredAt = "2026-11-01T10:00:00Z",
        string quantity = "1"
    ) => $"{order},{currency},{deliveredAt},c-1,pay-{order},card,1000,{line},sku-{line},{quantity},{price}\n";

    private static string Told(JsonNode answer) =>
        $"{answer["rows"]} rows, {answer["orders"]} orders: {answer["created"]} created, {answer["corrected"]} corrected, {answer["refused"]} refused";

    private static List<string> FlawsOf(JsonNode answer) =>
        [
            .. answer["flaws"]!
                .AsArray()
                .Select(x => $"{x!["line"]} {x.Text("column")} {x.Text("orderNumber")}: {x["what"]}"),
        ];

    private async Task<JsonNode> ImportAsync(string file)
    {
        var answer = await returns.SendAsync(HttpMethod.Post, "/v1/orders/import", file, "storefront", null, _shop);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body.ToJsonString());
        return answer.Body;
    }

    private async Task<JsonNode> OrderAsync(string number) =>
        (await returns.SendAsync(HttpMethod.Get, $"/v1/orders/{number}", null, "agent", null, _shop)).Body;

    private async Task<HttpStatusCode> StatusOfAsync(string number) =>
        (await returns.SendAsync(HttpMethod.Get, $"/v1/orders/{number}", null, "agent", null, _shop)).Status;
}
