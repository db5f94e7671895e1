using System.Text.Json;
using System.Text.Json.Nodes;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>One difference between two versions of a policy.</summary>
/// <param name="At">The JSON pointer: in the new version, or in the old one if it was removed.</param>
/// <param name="Rule">The rule that the difference is in; null: none.</param>
/// <param name="Before">The old value; null: it was added.</param>
/// <param name="After">The new value; null: it was removed.</param>
internal sealed record PolicyChange(string At, string? Rule, JsonNode? Before, JsonNode? After)
{
    /// <summary>All differences. Rules are compared by name, so that an added rule is one difference; a changed order of rules is a difference, too.</summary>
    public static IReadOnlyList<PolicyChange> Between(PolicyDocument before, PolicyDocument after)
    {
        List<PolicyChange> changes = [];
        Compare(ToNode(before), ToNode(after), "", null, changes);
        return changes;
    }

    private static JsonNode ToNode(PolicyDocument document) =>
        JsonSerializer.SerializeToNode(document, PolicyJson.Options)!;

    private static void Compare(JsonNode? before, JsonNode? after, string at, string? rule, List<PolicyChange> changes)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }
        if (before is JsonObject one && after is JsonObject other)
        {
            foreach (var name in one.Select(x => x.Key).Union(other.Select(x => x.Key)))
            {
                Compare(one[name], other[name], $"{at}/{name}", rule, changes);
            }
        }
        else if (before is JsonArray were && after is JsonArray are && were.Concat(are).All(x => NameOf(x) is not null))
        {
            CompareRules(were, are, at, changes);
        }
        else
        {
            changes.Add(new(at, rule, before?.DeepClone(), after?.DeepClone()));
        }
    }

    private static void CompareRules(JsonArray before, JsonArray after, string at, List<PolicyChange> changes)
    {
        foreach (var (i, entry) in after.Index())
        {
            Compare(before.FirstOrDefault(x => NameOf(x) == NameOf(entry)), entry, $"{at}/{i}", NameOf(entry), changes);
        }
        foreach (var (i, entry) in before.Index().Where(x => after.All(y => NameOf(y) != NameOf(x.Item))))
        {
            changes.Add(new($"{at}/{i}", NameOf(entry), entry?.DeepClone(), null));
        }
        var (first, then) = (Names(before, after), Names(after, before));
        if (!first.SequenceEqual(then))
        {
            changes.Add(
                new(
                    at,
                    null,
                    new JsonArray([.. first.Select(x => (JsonNode)x)]),
                    new JsonArray([.. then.Select(x => (JsonNode)x)])
                )
            );
        }
    }

    /// <summary>The names in both lists, in the order of the first one.</summary>
    private static List<string> Names(JsonArray of, JsonArray both) =>
        [.. of.Select(x => NameOf(x)!).Where(name => both.Any(x => NameOf(x) == name))];

    private static string? NameOf(JsonNode? entry) =>
        entry is JsonObject named ? (named["rule"] ?? named["word"])?.GetValue<string>() : null;
}
