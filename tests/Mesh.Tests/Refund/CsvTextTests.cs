using AfterSalesMesh.ServiceDefaults.Csv;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("\uFEFF=1+1")]
    [InlineData("\u200B\u00A0@SUM(A1)")]
    [InlineData(" -2")]
    [InlineData("＝1")]
    [InlineData("\t1")]
    [InlineData("'quoted")]
    public void Text_that_would_run_as_a_formula_gets_an_apostrophe(string text) => Cell(text).ShouldBe($"'{text}");

    [Theory]
    [InlineData("0012345")]
    [InlineData("1234567890123456789")]
    [InlineData("12E5")]
    [InlineData("1-2")]
    [InlineData("6222-001")]
    [InlineData("12:30 PM")]
    [InlineData("1.5")]
    [InlineData("1 Feb 2026")]
    [InlineData("MAR1")]
    [InlineData("true")]
    public void Text_that_a_spreadsheet_would_show_as_a_number_or_date_is_kept_as_text(string text) =>
        Cell(text).ShouldBe($"=\"{text}\"");

    [Theory]
    [InlineData("1001")]
    [InlineData("0")]
    [InlineData("123456789012345")]
    [InlineData("DE89370400440532013000")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("decided")]
    [InlineData("clearing:card")]
    [InlineData("Mei")]
    public void Text_that_a_spreadsheet_does_not_change_is_written_as_it_is(string text) =>
        CsvText.Cell(text).ShouldBe(text);

    [Fact]
    public void Exported_text_is_read_again_unchanged()
    {
        var random = new Random(Cases.Seed);
        for (var i = 0; i < Cases.Count; i++)
        {
            var text = string.Create(
                random.Next(1, 12),
                random,
                static (span, r) => r.GetItems<char>("01'=\"+-@ ,;\uFEFFaE", span)
            );

            CsvText.Plain(Cell(text)).ShouldBe(text, $"seed {Cases.Seed}, case {i}");
        }
    }

    /// <summary>The cell without the quotes of CSV.</summary>
    private static string Cell(string text)
    {
        var cell = CsvText.Cell(text);
        return cell is ['"', .. var quoted, '"'] ? quoted.Replace("\"\"", "\"", StringComparison.Ordinal) : cell;
    }
}
