using System.Text.Json.Nodes;
using AfterSalesMesh.Gateway.Proxy;

namespace AfterSalesMesh.Gateway.Description;

/// <summary>Merges several OpenAPI documents into one: the public paths and the components that they use.</summary>
internal static class OpenApiMerge
{
    public static JsonObject Of(IEnumerable<(string Cluster, JsonObject Document)> described)
    {
        var (paths, components) = (new JsonObject(), new JsonObject());
        foreach (var (cluster, document) in described)
        {
            var renamed = RenameClashes(cluster, document, components);
            foreach (var (path, operations) in Entries(renamed["paths"]).Where(x => IsPublic(x.Key)))
            {
                var copy = operations?.DeepClone();
                ApiTags.Apply(path, copy);
                if (Routes.Anonymous.Any(prefix => IsBelow(path, prefix)))
                {
                    RemoveSecurity(copy);
                }
                paths.TryAdd(path, copy);
            }
            foreach (var (kind, named) in Entries(renamed["components"]))
            {
                var target = (JsonObject)(components[kind] ??= new JsonObject());
                foreach (var (name, component) in Entries(named))
                {
                    target.TryAdd(name, component?.DeepClone());
                }
            }
        }
        components["securitySchemes"] = new JsonObject
        {
            ["bearer"] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["description"] = "An API key.",
            },
        };
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "AfterSalesMesh",
                ["version"] = "v1",
                ["description"] =
                    "Returns, refunds and other after-sales services. Amounts are integers in minor units beside their currency "
                    + "(ISO 4217), times are UTC with milliseconds (RFC 3339), errors are problem details (RFC 9457) with a "
                    + "stable type. To read the next page of a list, pass its next as after. Unknown fields of a body are "
                    + "ignored, unknown query parameters are refused. JSON is sent in UTF-8, every body uncompressed. Text is trimmed "
                    + "and composed (Unicode NFC); numbers, references and other identifiers have no control, invisible or "
                    + "private characters, no blanks but single spaces, and are not . or ..",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["tags"] = ApiTags.Describe(),
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    private static bool IsPublic(string path) =>
        Routes
            .All.Select(route => route.Prefix)
            .Concat([Routes.Failures, Routes.Find])
            .Any(prefix => IsBelow(path, prefix));

    private static bool IsBelow(string path, string prefix) =>
        path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal);

    /// <summary>The operations of a path need no API key.</summary>
    private static void RemoveSecurity(JsonNode? operations)
    {
        foreach (var (_, operation) in Entries(operations))
        {
            if (operation is JsonObject map)
            {
                map["security"] = new JsonArray();
            }
        }
    }

    // Two services may have different schemas of the same name: the later one is prefixed with its service's name. A schema that
    // refers to it then differs as well, so this repeats until no name clashes.
    private static JsonObject RenameClashes(string cluster, JsonObject document, JsonObject taken)
    {
        var copy = (JsonObject)document.DeepClone();
        while (FirstClash(copy, taken) is var (kind, name))
        {
            var named = (JsonObject)copy["components"]![kind]!;
            var better = $"{char.ToUpperInvariant(cluster[0])}{cluster[1..]}{name}";
            while (named.ContainsKey(better))
            {
                better += "2";
            }
            named[better] = named[name]!.DeepClone();
            named.Remove(name);
            var references = copy.ToJsonString()
                .Replace(
                    $"\"#/components/{kind}/{name}\"",
                    $"\"#/components/{kind}/{better}\"",
                    StringComparison.Ordinal
                );
            copy = (JsonObject)JsonNode.Parse(references)!;
        }
        return copy;
    }

    private static (string Kind, string Name)? FirstClash(JsonObject document, JsonObject taken) =>
        Entries(document["components"])
            .SelectMany(kind => Entries(kind.Value).Select(x => (Kind: kind.Key, Name: x.Key, Component: x.Value)))
            .Where(x => taken[x.Kind]?[x.Name] is { } other && !JsonNode.DeepEquals(x.Component, other))
            .Select(x => ((string, string)?)(x.Kind, x.Name))
            .FirstOrDefault();

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(JsonNode? node) => node as JsonObject ?? [];
}
