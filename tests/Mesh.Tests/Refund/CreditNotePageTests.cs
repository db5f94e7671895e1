using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.CreditNotes;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CreditNotePageTests
{
    [Fact]
    public void The_lines_of_the_other_notes_of_a_refund_are_not_read()
    {
        using var db = (RefundDb)Databases.Open("RefundSqlite");

        GetCreditNote.OthersOf(db, Guid.Empty, Guid.Empty).ToQueryString().ShouldNotContain("Lines");
    }

    [Fact]
    public void Every_language_has_every_text() =>
        CreditNotePage.Texts["zh-CN"].Keys.Order().ShouldBe(CreditNotePage.Texts["en"].Keys.Order());

    [Theory]
    [InlineData("en", 10)]
    [InlineData("zh-CN", 10)]
    [InlineData("en", -10)]
    [InlineData("zh-CN", -10)]
    public void A_page_shows_each_text_and_each_number(string language, long amount)
    {
        var line = new CreditedLine("1", "S-1", "A shirt", 1, 9, -1, 1, 1, 2, -2, 1900, 1, 0, null, amount, []);
        var note = new CreditNoteResponse(
            "CN-shop-000007",
            amount < 0 ? "cancellation" : "credit",
            "Shop Ltd.\nHigh Street 1",
            Guid.NewGuid(),
            Guid.NewGuid(),
            "1001",
            "INV-7",
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch,
            "EUR",
            8,
            2,
            amount,
            amount,
            100,
            [line],
            [new TaxOfRate(1900, 8, 2, amount), new TaxOfRate(null, 3, 0, 3)],
            ["CN-shop-000005", "CN-shop-000006"]
        );

        var page = CreditNotePage.Write(note, language);

        page.ShouldContain($"<html lang=\"{language}\">");
        page.ShouldContain($"<dd>{note.RefundId}</dd>");
        page.ShouldContain("<dd>CN-shop-000005, CN-shop-000006</dd>");
        page.ShouldContain("<td>A shirt<small>S-1</small></td><td>1</td><td>0.09</td><td>-0.01</td>");
        page.ShouldContain("<td>19 %</td><td>0.08</td><td>0.02</td>");
        page.ShouldContain("<td>–</td><td>–</td><td>0.03</td>");
        foreach (
            var empty in new[]
            {
                "<h1></h1>",
                "<dt></dt>",
                "<dd></dd>",
                "<th></th>",
                "<td></td>",
                "<p class=\"notice\"></p>",
            }
        )
        {
            page.ShouldNotContain(empty);
        }
    }
}
