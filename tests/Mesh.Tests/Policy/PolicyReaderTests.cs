using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Returns.Policy;
using NodaTime;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Policy;

public sealed class PolicyReaderTests
{
    private const string Smallest = """
        {"name": "n", "reasons": [{"word": "too_small", "text": {"zh-CN": "小", "en": "small"}},
                                  {"word": "broken", "quality": true, "text": {"zh-CN": "坏", "en": "broken"}}],
         "windows": [{"rule": "week", "then": {"days": 7}}], "clocks": [{"rule": "usual", "then": {}}]}
        """;

    [Fact]
    public void Every_error_is_reported_at_its_pointer()
    {
        var errors = ErrorsOf(
            """
            {"nam": 1, "reasons": [], "windows": [{"rule": "A", "then": {"days": "7", "from": "moon", "until": "13-01"}},
             {"rule": "b", "when": {"a/b~c": 1, "quality": 0, "soldIn": ["shop", "boat"]}, "text": {"en": ""}}],
             "keepOffers": [{"rule": "k", "then": {"percents": [0, 101]}}],
             "costs": [{"rule": "c", "then": {"restockingPercent": 1.005, "returnFee": 1000}}],
             "clocks": [{"rule": "c", "then": {"agent": "2 days"}}], "standing": [], "decisionsKept": null}
            """
        );

        errors.Keys.ShouldBe(
            [
                "/nam",
                "/name",
                "/reasons",
                "/windows/0/rule",
                "/windows/0/then/days",
                "/windows/0/then/from",
                "/windows/0/then/until",
                "/windows/1/then",
                "/windows/1/when/a~1b~0c",
                "/windows/1/when/quality",
                "/windows/1/when/soldIn/1",
                "/windows/1/text/en",
                "/windows/1/text/zh-CN",
                "/keepOffers/0/then/percents/0",
                "/keepOffers/0/then/percents/1",
                "/costs/0/then/restockingPercent",
                "/clocks/0/then/agent",
                "/standing",
                "/decisionsKept",
            ],
            ignoreOrder: true
        );
        errors["/windows/0/then/from"].Single().ShouldBe("must be one of delivery, sale");
        errors["/nam"].Single().ShouldContain("name");
    }

    [Theory]
    [InlineData("windows", """[{"rule": "a", "when": {"quality": true}, "then": {"days": 7}}]""", "/windows/0/when")]
    [InlineData("windows", """[{"rule": "a", "then": {"days": 7, "months": 1}}]""", "/windows/0/then")]
    [InlineData("windows", """[{"rule": "a", "then": {}}]""", "/windows/0/then")]
    [InlineData(
        "windows",
        """[{"rule": "a", "then": {"days": 7}}, {"rule": "b", "then": {"days": 8}}]""",
        "/windows/1"
    )]
    [InlineData(
        "windows",
        """[{"rule": "a", "when": {"category": ["shoes"]}, "then": {"days": 7}}, {"rule": "b", "when": {"category": ["shoes/boots"], "quality": true}, "then": {"days": 8}}, {"rule": "c", "then": {"days": 1}}]""",
        "/windows/1"
    )]
    [InlineData(
        "windows",
        """[{"rule": "a", "when": {"ordered": {"from": "11-01", "to": "12-24"}}, "then": {"days": 7}}, {"rule": "b", "when": {"ordered": {"from": "12-20", "to": "01-06"}}, "then": {"days": 9}}, {"rule": "c", "then": {"days": 1}}]""",
        "/windows/1/when"
    )]
    [InlineData(
        "windows",
        """[{"rule": "a", "when": {"basis": ["return"]}, "then": {"days": 7}}, {"rule": "b", "then": {"days": 7}}]""",
        "/windows/0/when/basis"
    )]
    [InlineData(
        "exclusions",
        """[{"rule": "a", "when": {"reason": ["rain"]}, "then": {"returnable": false}}]""",
        "/exclusions/0/when/reason/0"
    )]
    [InlineData(
        "exclusions",
        """[{"rule": "a", "when": {"reason": ["broken"], "quality": false}, "then": {"returnable": false}}]""",
        "/exclusions/0/when/quality"
    )]
    [InlineData(
        "exclusions",
        """[{"rule": "a", "then": {"returnable": false}}, {"rule": "a", "when": {"gift": true}, "then": {"returnable": true}}]""",
        "/exclusions/1",
        "/exclusions/1/rule"
    )]
    [InlineData(
        "exclusions",
        """[{"rule": "a", "then": {"returnable": false}, "text": {"zh-CN": "{x}", "en": "{until"}}]""",
        "/exclusions/0/text/en",
        "/exclusions/0/text/zh-CN"
    )]
    [InlineData(
        "exclusions",
        """[{"rule": "a", "then": {"returnable": false}, "text": {"zh-CN": "{until}", "en": "{left}"}}]""",
        "/exclusions/0/text/en",
        "/exclusions/0/text/zh-CN"
    )]
    [InlineData(
        "windows",
        """[{"rule": "a", "then": {"days": 7}, "text": {"zh-CN": "{words}", "en": "{until}"}}]""",
        "/windows/0/text/zh-CN"
    )]
    [InlineData(
        "conditions",
        """[{"rule": "a", "then": {"required": ["unworn"]}, "text": {"zh-CN": "{words}", "en": "{until}"}}]""",
        "/conditions/0/text/en"
    )]
    [InlineData("reasons", """[{"word": "a", "text": {"zh-CN": "a", "en": "{words}"}}]""", "/reasons/0/text/en")]
    [InlineData(
        "warranty",
        """[{"rule": "a", "then": {"months": 12, "covers": ["rain"]}}]""",
        "/warranty/0/then/covers/0"
    )]
    [InlineData(
        "returnless",
        """[{"rule": "a", "when": {"lineValueBelow": 100}, "then": {"keepGoods": true}}]""",
        "/returnless/0/when/currency"
    )]
    [InlineData(
        "returnless",
        """[{"rule": "a", "when": {"currency": ["XYZ"], "lineValueAbove": 100, "lineValueBelow": 101}, "then": {"keepGoods": true}}]""",
        "/returnless/0/when/currency/0",
        "/returnless/0/when/lineValueAbove"
    )]
    [InlineData(
        "promotions",
        """[{"rule": "a", "then": {"spend": 100, "clawBack": true}}]""",
        "/promotions/0/when/currency"
    )]
    [InlineData("costs", """[{"rule": "a", "then": {"returnFee": 100}}]""", "/costs/0/when/currency")]
    [InlineData(
        "reasons",
        """[{"word": "a", "text": {"zh-CN": "a", "en": "a"}}, {"word": "a", "text": {"zh-CN": "a", "en": "a"}}]""",
        "/reasons/1/word"
    )]
    [InlineData("clocks", """[{"rule": "a", "when": {"tier": ["x"]}, "then": {}}]""", "/clocks/0/when")]
    [InlineData(
        "conditions",
        """[{"rule": "a", "then": {"required": ["unworn", "unworn"]}, "text": {"zh-CN": "{words}", "en": "{words}{words}"}}]""",
        "/conditions/0/then/required",
        "/conditions/0/text/en"
    )]
    [InlineData(
        "resolutions",
        """[{"rule": "a", "then": {"offer": ["refund", "refund"]}}]""",
        "/resolutions/0/then/offer"
    )]
    [InlineData(
        "warranty",
        """[{"rule": "a", "then": {"months": 12, "covers": ["broken", "broken"]}}]""",
        "/warranty/0/then/covers"
    )]
    [InlineData("keepOffers", """[{"rule": "a", "then": {"percents": [10, 20, 10]}}]""", "/keepOffers/0/then/percents")]
    [InlineData(
        "exclusions",
        """[{"rule": "a", "when": {"reason": ["broken", "broken"], "sku": ["s", "s"]}, "then": {"returnable": false}}]""",
        "/exclusions/0/when/reason",
        "/exclusions/0/when/sku"
    )]
    public void A_contradiction_is_reported_where_it_stands(string subject, string rules, params string[] pointers)
    {
        var document = JsonNode.Parse(Smallest)!;
        document[subject] = JsonNode.Parse(rules);

        ErrorsOf(document.ToJsonString()).Keys.ShouldBe(pointers, ignoreOrder: true);
    }

    [Fact]
    public void A_part_of_the_year_within_a_longer_one_is_an_exception_of_it()
    {
        var document = JsonNode.Parse(Smallest)!;
        document["windows"] = JsonNode.Parse(
            """
            [{"rule": "a", "when": {"ordered": {"from": "12-20", "to": "12-24"}}, "then": {"days": 30}},
             {"rule": "b", "when": {"ordered": {"from": "11-01", "to": "12-31"}}, "then": {"days": 14}},
             {"rule": "c", "then": {"days": 7}}]
            """
        );

        ErrorsOf(document.ToJsonString()).ShouldBeEmpty();
    }

    [Theory]
    // A note of music that composing divides into three characters, each as long as the first.
    [InlineData("\U0001D160", 50)]
    [InlineData("\u200B", 1)]
    public void A_text_is_measured_as_it_is_stored(string character, int count)
    {
        var document = JsonNode.Parse(Smallest)!;
        document["name"] = string.Concat(Enumerable.Repeat(character, count));

        ErrorsOf(document.ToJsonString()).Keys.ShouldBe(["/name"]);
    }

    [Fact]
    public void Blanks_around_a_text_a_duration_and_a_day_are_removed()
    {
        using var parsed = JsonDocument.Parse(
            """
            {"name": " n ", "reasons": [{"word": "too_small", "text": {"zh-CN": "小 ", "en": " small"}}],
             "windows": [{"rule": "week", "when": {"ordered": {"from": " 12-20", "to": "12-24 "}}, "then": {"days": 9}},
                         {"rule": "rest", "then": {"days": 7}}],
             "clocks": [{"rule": "usual", "then": {"handOver": "P9D "}}]}
            """
        );

        var document = PolicyReader.Read(parsed.RootElement).Document!;

        (document.Name, document.Reasons[0].Text.English).ShouldBe(("n", "small"));
        document.Clocks[0].Then.HandOver.ShouldBe(PolicyDuration.Parse("P9D"));
        document.Windows[0].When.Ordered!.From.ShouldBe(new AnnualDate(12, 20));
    }

    [Fact]
    public void Thousands_of_errors_are_reported_up_to_a_bound()
    {
        var many = string.Join(", ", Enumerable.Range(0, 2_000).Select(i => $"\"k{i}\": 1"));

        ErrorsOf($"{{{many}}}").Count.ShouldBe(PolicyReader.MaxErrors);
    }

    [Fact]
    public void Conditions_have_a_bound_on_all_their_words_together()
    {
        var document = JsonNode.Parse(Smallest)!;
        document["exclusions"] = new JsonArray([
            .. Enumerable
                .Range(0, 101)
                .Select(i => JsonNode.Parse($$"""{"rule": "r{{i}}", "then": {"returnable": true} }""")!),
        ]);
        foreach (var (i, rule) in document["exclusions"]!.AsArray().Index())
        {
            rule!["when"] = new JsonObject { ["sku"] = Words($"a{i}-", 50 - (i == 0 ? 1 : 0)) };
        }

        ErrorsOf(document.ToJsonString())["/"].Single().ShouldContain("at most 5000 entries");
        document["exclusions"]!.AsArray().RemoveAt(0);
        ErrorsOf(document.ToJsonString()).ShouldBeEmpty();

        static JsonArray Words(string prefix, int count) =>
            new([.. Enumerable.Range(0, count).Select(i => (JsonNode)$"{prefix}{i}")]);
    }

    [Fact]
    public void Reasons_have_short_names_and_warranties_a_bound_on_how_many_they_cover_as_all_are_published()
    {
        var document = JsonNode.Parse(Smallest)!;
        document["reasons"]![0]!["text"]!["en"] = new string('x', 101);
        ErrorsOf(document.ToJsonString()).Keys.ShouldBe(["/reasons/0/text"]);

        string[] words = [.. Enumerable.Range(0, 25).Select(i => $"r{i}")];
        document["reasons"] = new JsonArray([
            .. words.Select(word =>
                JsonNode.Parse($$"""{"word": "{{word}}", "text": {"zh-CN": "a", "en": "{{new string('x', 100)}}"} }""")!
            ),
        ]);
        document["warranty"] = new JsonArray([
            .. Enumerable
                .Range(0, 200)
                .Select(i => new JsonObject
                {
                    ["rule"] = $"r{i}",
                    ["when"] = new JsonObject { ["sku"] = new JsonArray($"s{i}") },
                    ["then"] = new JsonObject
                    {
                        ["months"] = 1,
                        ["covers"] = new JsonArray([.. words[..24].Select(x => (JsonNode)x)]),
                    },
                }),
        ]);

        ErrorsOf(document.ToJsonString()).ShouldBeEmpty();
        document["warranty"]![0]!["then"]!["covers"]!.AsArray().Add(words[24]);
        ErrorsOf(document.ToJsonString())["/"].Single().ShouldContain("at most 5000 entries");
    }

    [Theory]
    [InlineData("""{"name": "\ud800"}""")]
    [InlineData("""{"\udc00": 1}""")]
    [InlineData("""{"name": "n", "windows": [{"rule": "a", "then": {"from": "\ud800"}}]}""")]
    public void Half_a_surrogate_pair_is_an_error_of_the_document(string json) =>
        ErrorsOf(json)["/"].ShouldContain(x => x.Contains("surrogate pair"));

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_policy_must_be_an_object(string json) => ErrorsOf(json)["/"].ShouldBe(["must be an object"]);

    [Fact]
    public void A_document_is_the_same_when_it_was_written_and_read_again()
    {
        foreach (var preset in Presets.All.Values)
        {
            var text = JsonSerializer.Serialize(preset, PolicyJson.Options);
            JsonSerializer.Serialize(PolicyCase.Read(text), PolicyJson.Options).ShouldBe(text);
        }
    }

    [Fact]
    public void The_schema_names_every_subject_with_a_description()
    {
        var properties = PolicySchema.Document["properties"]!.AsObject();

        foreach (var subject in typeof(Subjects).GetFields().Select(x => (string)x.GetRawConstantValue()!))
        {
            properties[subject]!["description"]!.GetValue<string>().ShouldNotBeEmpty();
        }
        PolicySchema.Document["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
        properties["windows"]!["items"]!["properties"]!["when"]!["$ref"]!
            .GetValue<string>()
            .ShouldBe("#/$defs/conditions");
    }

    private static IReadOnlyDictionary<string, string[]> ErrorsOf(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        var (document, errors) = PolicyReader.Read(parsed.RootElement);
        (document is null).ShouldBe(errors.Count > 0);
        return errors;
    }
}
