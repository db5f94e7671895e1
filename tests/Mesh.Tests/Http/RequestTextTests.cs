using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Http;

public sealed class RequestTextTests
{
    private static readonly JsonSerializerOptions Json = ReadOptions();

    [Theory]
    [InlineData("COAT", "COAT")]
    [InlineData(" COAT ", "COAT")]
    [InlineData("\uFEFFCOAT\u200B", "COAT")]
    [InlineData("\u00A0\t\r\nCOAT\u2060\u3000", "COAT")]
    [InlineData("a \u200Bb", "a \u200Bb")]
    [InlineData("u\u0308", "\u00FC")]
    [InlineData("\u200B \uFEFF", "")]
    [InlineData("\uD83D\uDE00 ", "\uD83D\uDE00")]
    [InlineData("x\uD83D", "x\uD83D")]
    public void Text_is_trimmed_of_invisible_characters_and_composed(string text, string expected) =>
        RequestText.Normalize(text).ShouldBe(expected);

    [Theory]
    [InlineData(NormalizationForm.FormC)]
    [InlineData(NormalizationForm.FormKC)]
    public void Marks_on_a_letter_are_composed_and_a_heap_of_them_costs_no_time_and_is_no_identifier(
        NormalizationForm form
    )
    {
        var few = $"o{new string('\u0308', 15)}{new string('\u0323', 15)}";
        var heap = $"o{new string('\u0308', 40_000)}{new string('\u0323', 40_000)}";
        var begun = Stopwatch.GetTimestamp();

        RequestText.Compose(heap, form).ShouldBe(heap);
        RequestText.IsIdentifier(heap).ShouldBeFalse();

        Stopwatch.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        RequestText.Compose(few, form).ShouldStartWith("\u1ECD\u0323");
        RequestText.IsIdentifier(few).ShouldBeTrue();
        RequestText.IsIdentifier($"{few}\u0323").ShouldBeFalse();
        RequestText.IsIdentifier(string.Concat(Enumerable.Repeat(few, 3))).ShouldBeTrue();
    }

    [Fact]
    public void A_list_with_thousands_of_flaws_is_refused_by_the_first_of_them()
    {
        var checks = new Checks();
        for (var i = 0; i < 5_000; i++)
        {
            checks.That(false, $"lines[{i}].sku", "must be there");
            checks.That(false, $"lines[{i}].sku", "must be right");
        }
        var errors = checks
            .ToProblem()
            .ProblemDetails.Extensions["errors"]
            .ShouldBeOfType<Dictionary<string, string[]>>();
        errors.Count.ShouldBe(100);
        errors["lines[0].sku"].ShouldBe(["must be there", "must be right"]);
    }

    [Fact]
    public void Of_several_flaws_the_detail_tells_the_first_and_how_many_more_there_are()
    {
        var checks = new Checks();
        checks.That(false, "sku", "must be there");
        checks.ToProblem().ProblemDetails.Detail.ShouldBe("sku must be there");
        checks.That(false, "gtin", "must be digits");
        checks.That(false, "name", "must be short");

        checks.ToProblem().ProblemDetails.Detail.ShouldBe("sku must be there; and 2 more, see errors");
    }

    [Theory]
    [InlineData("O-1001/ü", true)]
    [InlineData("a\uFFFCb", false)]
    [InlineData("a\U0001107Fb", false)]
    [InlineData("a\U00013441b", false)]
    [InlineData("a\U00016FE4b", false)]
    [InlineData("a\U0001D159b", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("...", true)]
    [InlineData("a\u200Bb", false)]
    [InlineData("a\uFEFFb", false)]
    [InlineData("a\u202Eb", false)]
    [InlineData("a\u3164b", false)]
    [InlineData("a\uFE0Fb", false)]
    [InlineData("a\u034Fb", false)]
    [InlineData("a\u2028b", false)]
    [InlineData("a\uDB40\uDD00b", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\u0000b", false)]
    [InlineData("a\uDB40\uDC41b", false)]
    [InlineData("a\u2065b", false)]
    [InlineData("a\uFFF0b", false)]
    [InlineData("a\uFFF8b", false)]
    [InlineData("a\uFFFDb", false)]
    [InlineData("a\uFFFEb", false)]
    [InlineData("a\uFFFFb", false)]
    [InlineData("a\uD83F\uDFFEb", false)]
    [InlineData("a\uE000b", false)]
    [InlineData("a\uDBFF\uDFFDb", false)]
    [InlineData("a\uD800b", false)]
    [InlineData("a b", true)]
    [InlineData("a  b", false)]
    [InlineData("a\u00A0b", false)]
    [InlineData("a\u2003b", false)]
    [InlineData("a\u2800b", false)]
    [InlineData("a\u3000b", false)]
    [InlineData("\uD83D\uDE00-\u4F60-\u1E9E", true)]
    public void An_identifier_has_no_control_and_no_invisible_character(string text, bool isIdentifier)
    {
        var checks = new Checks();
        checks.Identifier(text, "lines[0].sku", 100).ShouldBe(isIdentifier);
        checks.OptionalIdentifier(null, "lines[0].gtin", 100).ShouldBeTrue();
        checks.Failed.ShouldBe(!isIdentifier);
        if (!isIdentifier)
        {
            checks.ToProblem().ProblemDetails.Detail!.ShouldStartWith("lines[0].sku must be");
        }
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z")]
    [InlineData("2026-01-31T12:00:00.12345678+02:00", "2026-01-31T10:00:00.123Z")]
    [InlineData("2026-01-31T12:00-01:00", "2026-01-31T13:00:00.000Z")]
    public void A_time_is_read_with_its_offset_and_written_in_UTC_with_three_digits(string text, string written) =>
        JsonSerializer
            .Serialize(JsonSerializer.Deserialize<DateTimeOffset>($"\"{text}\"", Json), Json)
            .ShouldBe($"\"{written}\"");

    [Theory]
    [InlineData("\"2026-01-31T12:00:00\"")]
    [InlineData("\"2026-01-31\"")]
    [InlineData("\"31.01.2026 12:00 +01:00\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"\"")]
    [InlineData("1769860800")]
    public void A_time_without_an_offset_is_refused(string json) =>
        Should
            .Throw<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(json, Json))
            .Message.ShouldContain("offset");

    private static JsonSerializerOptions ReadOptions()
    {
        var services = new ServiceCollection();
        services.AddApiJson();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
    }
}
