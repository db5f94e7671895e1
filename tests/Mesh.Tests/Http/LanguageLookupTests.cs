using AfterSalesMesh.ServiceDefaults;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Http;

public sealed class LanguageLookupTests
{
    [Theory]
    [InlineData("en-GB-oxendict", "en")]
    [InlineData("ZH-tw", "zh-TW")]
    [InlineData("zh", "zh-CN")]
    [InlineData("fr", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_tag_is_shortened_until_a_language_matches(string? tag, string? expected) =>
        LanguageLookup.Find(tag, ["en", "zh-CN", "zh-TW"]).ShouldBe(expected);

    [Fact]
    public void A_tag_that_is_longer_than_any_is_not_searched()
    {
        var languages = new Counted();

        LanguageLookup.Find("en" + new string('-', LanguageLookup.MaxTag), languages.Of("en")).ShouldBeNull();

        languages.Searches.ShouldBe(0);
    }

    private sealed class Counted
    {
        public int Searches { get; private set; }

        public IEnumerable<string> Of(string language)
        {
            Searches++;
            yield return language;
        }
    }
}
