using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using Shouldly;

namespace AfterSalesMesh.Mesh.Tests.Policy;

/// <summary>A request of one shirt, delivered on 1 March at noon, and what a policy says of it.</summary>
internal static class PolicyCase
{
    public static readonly DateTimeOffset Delivered = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly LineFacts Line = new(
        "shirt",
        1,
        Left: 1,
        Reasons.TooSmall,
        Resolutions.Refund,
        Paid: 10_000,
        Postage: 500,
        Value: 10_000,
        DeliveredAt: Delivered
    );

    /// <summary>The day after the delivery.</summary>
    public static readonly PolicyFacts Request = new(
        Delivered.AddDays(1),
        "CNY",
        "web",
        [Line],
        SoldAt: Delivered.AddDays(-3),
        Country: "CN"
    );

    public static PolicyDocument Fashion => Presets.All[Presets.Fashion];

    public static PolicyDocument FashionEu => Presets.All[Presets.FashionEu];

    public static PolicyFacts Of(LineFacts line) => Request with { Lines = [line] };

    public static PolicyFacts After(this PolicyFacts facts, int days) => facts with { At = Delivered.AddDays(days) };

    public static LineOutcome DecideLine(this PolicyDocument document, PolicyFacts facts) =>
        PolicyEvaluation.Of(facts, document).Lines[0];

    public static string[] RulesOf(this PolicyOutcome outcome, string subject) =>
        [.. outcome.AllRules.Where(x => x.Subject == subject).Select(x => x.Rule)];

    /// <summary>The same document with another value somewhere.</summary>
    /// <param name="at">The names and numbers on the way to it, for example <c>windows/0/then/days</c>.</param>
    public static PolicyDocument With(this PolicyDocument document, string at, string json)
    {
        var root = JsonSerializer.SerializeToNode(document, PolicyJson.Options)!;
        var way = at.Split('/');
        var node = root;
        foreach (var step in way[..^1])
        {
            node = int.TryParse(step, out var i) ? node[i]! : node[step]!;
        }
        if (int.TryParse(way[^1], out var last))
        {
            node[last] = JsonNode.Parse(json);
        }
        else
        {
            node[way[^1]] = JsonNode.Parse(json);
        }
        return Read(root.ToJsonString());
    }

    public static PolicyDocument Read(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        var (document, errors) = PolicyReader.Read(parsed.RootElement);
        errors.ShouldBeEmpty();
        return document!;
    }
}
