using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CreditNoteTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_refund_that_succeeded_has_a_credit_note_with_its_lines_and_tax_by_rate()
    {
        var refund = await SucceededAsync(
            Of(1870, Paid(2000)) with
            {
                Lines =
                [
                    new("1", "SHIRT-M", "A shirt", 1, 1200, -100, 0, 183, 0, 0, 2000),
                    new("2", "BOOK", "A book", 2, 500, 0, 35, 0, 285, -50, 700),
                ],
            }
        );

        var note = await NoteAsync(refund);

        note.Text("kind").ShouldBe("credit");
        note.Text("number")!.ShouldStartWith($"CN-{Shop}-");
        (Number(note, "amount"), Number(note, "net"), Number(note, "tax")).ShouldBe((1870, 1652, 218));
        note["lines"]!.AsArray().Select(x => Number(x!, "amount")).ShouldBe([1100, 770]);
        var taxes = note["taxes"]!.AsArray();
        taxes.Select(x => Number(x!, "rate")).ShouldBe([2000, 700]);
        taxes.Select(x => Number(x!, "tax")).ShouldBe([183, 35]);
        using var finance = refunds.Service.As("finance", Shop);
        var same = await finance.AskAsync($"/v1/credit-notes/{note.Text("number")}").ShouldBeOkAsync();
        JsonNode.DeepEquals(same, note).ShouldBeTrue();
    }

    [Fact]
    public async Task Postage_has_its_own_tax_rate_and_the_note_names_the_invoice()
    {
        var line = new RefundedLine("1", "BOOK", "A book", 1, 1070, 0, 0, 260, 1190, 0, 700)
        {
            ShippingTax = 190,
            ShippingTaxRate = 1900,
        };
        var refund = await SucceededAsync(Of(2260, Paid(2260)) with { Lines = [line], InvoiceNumber = "INV-7" });

        var note = await NoteAsync(refund);

        Rates(note["taxes"]!).ShouldBe(["1900: 1000 + 190 = 1190", "700: 1000 + 70 = 1070"]);
        Rates(note["lines"]![0]!["taxes"]!).ShouldBe(["1900: 1000 + 190 = 1190", "700: 1000 + 70 = 1070"]);
        note.Text("invoiceNumber").ShouldBe("INV-7");
        var page = (await PageAsync(refund, "text/html", "en")).Page;
        page.ShouldContain("<dt>Invoice</dt><dd>INV-7</dd>");
        page.ShouldContain("<td>19 %</td><td>10.00</td><td>1.90</td><td>11.90</td>");
    }

    [Fact]
    public async Task A_refund_without_lines_has_a_note_of_its_amount()
    {
        var note = await NoteAsync(await SucceededAsync(Of(30, Paid(30))));

        Number(note["lines"]!.AsArray().ShouldHaveSingleItem()!, "amount").ShouldBe(30);
        note["taxes"]!.AsArray().ShouldHaveSingleItem()!["rate"].ShouldBeNull();
    }

    [Fact]
    public async Task A_failed_refund_has_a_note_of_what_was_paid_and_none_where_nothing_was()
    {
        var part = Of(30, Paid(10), Paid(100, "-declined"));
        var nothing = Of(30, Paid(100, "-declined"));
        foreach (var refund in new[] { part, nothing })
        {
            await refunds.Service.SendAsync(refund);
            await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId);
        }

        var note = await NoteAsync(part);

        (Number(note, "amount"), Number(note, "refundAmount")).ShouldBe((10, 30));
        note["lines"]!.AsArray().Sum(x => Number(x!, "amount")).ShouldBe(10);
        using var finance = refunds.Service.As("finance", Shop);
        await finance.AskAsync(Path(nothing)).ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task A_refund_that_came_back_has_a_second_note_that_cancels_the_first()
    {
        var lines = new[] { new RefundedLine("1", null, null, 1, 90, -15, 0, 12, 25, 0, 2000) };
        var refund = await SucceededAsync(Of(100, Paid(100)) with { Lines = lines });
        var first = await NoteAsync(refund);

        await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            var row = await db.Refunds.Include(x => x.Parts).SingleAsync(x => x.Id == refund.RefundId);
            row.Parts[0].Status = row.Status = RefundStatus.Reversed;
            return await db.SaveChangesAsync();
        });
        JsonNode second = first;
        await Eventually.IsTrueAsync(
            async () => (second = await NoteAsync(refund)).Text("kind") == "cancellation",
            TimeSpan.FromSeconds(30)
        );

        (Number(second, "amount"), Number(second, "tax")).ShouldBe((-100, -12));
        Number(second["lines"]!.AsArray().ShouldHaveSingleItem()!, "price").ShouldBe(-90);
        second["others"]!.AsArray().Select(x => x!.ToString()).ShouldBe([first.Text("number")]);
        using var finance = refunds.Service.As("finance", Shop);
        var unchanged = await finance.AskAsync($"/v1/credit-notes/{first.Text("number")}").ShouldBeOkAsync();
        Number(unchanged, "amount").ShouldBe(100);
    }

    [Fact]
    public async Task Only_its_storefront_finance_and_admins_of_it_see_a_note()
    {
        var refund = await SucceededAsync(Of(10, Paid(10)));
        var number = (await NoteAsync(refund)).Text("number");

        foreach (var path in new[] { Path(refund), $"/v1/credit-notes/{number}" })
        {
            foreach (var role in new[] { "storefront", "finance", "admin" })
            {
                using var own = refunds.Service.As(role, Shop);
                (await own.AskAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
                using var stranger = refunds.Service.As(role, "other");
                await stranger.AskAsync(path).ShouldBeProblemAsync(404, "not_found");
            }
            using var warehouse = refunds.Service.As("warehouse", Shop);
            (await warehouse.AskAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
        using var finance = refunds.Service.As("finance", Shop);
        await finance.AskAsync("/v1/credit-notes/17").ShouldBeProblemAsync(404, "not_found");
        await finance.AskAsync($"/v1/credit-notes/CN-{Shop}-999999").ShouldBeProblemAsync(404, "not_found");
    }

    [Theory]
    [InlineData("text/html", "", "en", "Credit note")]
    [InlineData(
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "de,zh-CN;q=0.8,en;q=0.7",
        "zh-CN",
        "退款贷项凭证"
    )]
    [InlineData("text/html", "fr", "en", "Credit note")]
    [InlineData("text/html", "zh-TW", "en", "Credit note")]
    [InlineData("text/html", "zh-Hant-HK,fr;q=0.9,zh-Hans-SG;q=0.8,en;q=0.7", "zh-CN", "退款贷项凭证")]
    public async Task A_browser_gets_a_page_in_its_readers_language(
        string accept,
        string languages,
        string language,
        string title
    )
    {
        var refund = await SucceededAsync(
            Of(10, Paid(10)) with
            {
                Lines = [new("1", null, "<script>alert('1 & \"2\"')</script>衬衫", 1, 10, 0, 0, 0, 0, 0, null)],
            }
        );
        await NoteAsync(refund);

        var (page, answer) = await PageAsync(refund, accept, languages);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Content.Headers.ContentLanguage.ShouldBe([language]);
        page.ShouldContain($"<h1>{title}</h1>");
        page.ShouldContain("&lt;script&gt;alert(&#x27;1 &amp; &quot;2&quot;&#x27;)&lt;/script&gt;衬衫");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("http", Case.Insensitive);
        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldStartWith("default-src 'none'; style-src 'sha256-");
        policy.ShouldNotContain("unsafe");
    }

    [Theory]
    [InlineData("en", "Price difference")]
    [InlineData("zh-CN", "差价退还")]
    public async Task A_price_difference_has_a_column_of_its_own_where_there_is_one(string language, string name)
    {
        var goods = new RefundedLine("1", null, "A shirt", 1, 4000, 0, 0, 0, 0, 0, null);
        var swapped = new RefundedLine("2", null, "A dress", 1, 0, 0, 0, 240, 0, 0, null, PriceDifference: 1500);
        var with = await SucceededAsync(Of(5500, Paid(5500)) with { Lines = [goods, swapped] });
        var without = await SucceededAsync(Of(4000, Paid(4000)) with { Lines = [goods] });

        var lines = (await NoteAsync(with))["lines"]!.AsArray();
        await NoteAsync(without);

        (Number(lines[1]!, "priceDifference"), Number(lines[1]!, "amount")).ShouldBe((1500, 1500));
        lines[0]!["priceDifference"].ShouldBeNull();
        var page = (await PageAsync(with, "text/html", language)).Page;
        page.ShouldContain($"<th>{name}</th>");
        page.ShouldContain("<td>15.00</td>");
        (await PageAsync(without, "text/html", language)).Page.ShouldNotContain(name);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("application/json, text/html;q=0.5")]
    public async Task A_program_gets_json(string accept)
    {
        var refund = await SucceededAsync(Of(10, Paid(10)));
        await NoteAsync(refund);

        var (_, answer) = await PageAsync(refund, accept, "");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    private async Task<IssueRefund> SucceededAsync(IssueRefund refund)
    {
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        return refund;
    }

    /// <summary>The note, once it has its number.</summary>
    private async Task<JsonNode> NoteAsync(IssueRefund refund)
    {
        using var finance = refunds.Service.As("finance", Shop);
        await Eventually.IsTrueAsync(
            async () => (await finance.AskAsync(Path(refund))).StatusCode == HttpStatusCode.OK,
            TimeSpan.FromSeconds(30)
        );
        return await finance.AskAsync(Path(refund)).ShouldBeOkAsync();
    }

    private async Task<(string Page, HttpResponseMessage Answer)> PageAsync(
        IssueRefund refund,
        string accept,
        string languages
    )
    {
        using var storefront = refunds.Service.As("storefront", Shop);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(refund));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Accept-Language", languages);
        var answer = await storefront.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadAsStringAsync(), answer);
    }

    private static IEnumerable<string> Rates(JsonNode taxes) =>
        taxes.AsArray().Select(x => $"{x!["rate"]}: {x["net"]} + {x["tax"]} = {x["amount"]}");

    private static string Path(IssueRefund refund) => $"/v1/refunds/{refund.RefundId}/credit-note";

    private static long Number(JsonNode node, string field) => node[field]!.GetValue<long>();
}
