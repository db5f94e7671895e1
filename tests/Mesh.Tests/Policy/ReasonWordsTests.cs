using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Policy;

/// <summary>A policy may have a hundred long reasons: an answer names all of them once, however often a wrong one is given.</summary>
public sealed class ReasonWordsTests
{
    private const int LongestNames = 100 * 50;

    [Fact]
    public void A_request_with_many_wrong_reasons_is_told_the_reasons_once()
    {
        var lines = Enumerable.Range(0, 100).Select(i => new ReturnLineRequest($"{i}", 1, "wrong", "refund"));
        var policy = Presets.All[Presets.Fashion] with
        {
            Reasons = [.. Words.Select(x => new ReturnReason { Word = x, Text = new LocalText("小", "small") })],
        };

        var errors = new ReturnRequest("A", "web", [.. lines]).CheckReasons(policy).Errors;

        errors.Count.ShouldBe(100);
        errors["lines[0].reason"].ShouldHaveSingleItem().ShouldContain(Words[99]);
        errors.Values.SelectMany(x => x).Sum(x => x.Length).ShouldBeLessThan(2 * LongestNames);
    }

    [Fact]
    public void A_policy_with_many_wrong_reasons_is_told_the_reasons_once()
    {
        var document = JsonSerializer.SerializeToNode(Presets.All[Presets.Fashion], PolicyJson.Options)!;
        document["reasons"] = new JsonArray([
            .. Words.Select(x => new JsonObject
            {
                ["word"] = x,
                ["text"] = new JsonObject { ["zh-CN"] = "小", ["en"] = "small" },
            }),
        ]);
        document["exclusions"] = new JsonArray(
            new JsonObject
            {
                ["rule"] = "a",
                ["when"] = new JsonObject
                {
                    ["reason"] = new JsonArray([.. Enumerable.Range(0, 100).Select(i => JsonValue.Create($"w{i}"))]),
                },
                ["then"] = new JsonObject { ["returnable"] = false },
            }
        );

        var (_, errors) = PolicyReader.Read(JsonSerializer.SerializeToElement(document));

        errors.Keys.Count(x => x.StartsWith("/exclusions/0/when/reason/", StringComparison.Ordinal)).ShouldBe(100);
        errors.Values.SelectMany(x => x).Sum(x => x.Length).ShouldBeLessThan(3 * LongestNames);
    }

    private static readonly List<string> Words =
    [
        .. Enumerable.Range(0, 100).Select(i => $"r{i:D3}".PadRight(50, 'x')),
    ];
}
