using System.Text.Json.Nodes;
using AfterSalesMesh.Gateway.Proxy;

namespace AfterSalesMesh.Gateway.Description;

/// <summary>Several OpenAPI documents as one: the public paths, and the components they use.</summary>
internal static class OpenApiMerge
{
    public static JsonObject Of(IEnumerable<(string Cluster, JsonObject Document)> described)
    {
        var (paths, components, tags) = (new JsonObject(), new JsonObject(), new JsonArray());
        foreach (var (cluster, document) in described)
        {
            var renamed = RenameClashes(cluster, document, components);
            foreach (var (path, operations) in Entries(renamed["paths"]).Where(x => IsPublic(x.Key)))
            {
                paths.TryAdd(path, operations?.DeepClone());
            }
            foreach (var (kind, named) in Entries(renamed["components"]))
            {
                var target = (JsonObject)(components[kind] ??= new JsonObject());
                foreach (var (name, component) in Entries(named))
                {
                    target.TryAdd(name, component?.DeepClone());
                }
            }
            foreach (
                var tag in (renamed["tags"] as JsonArray ?? []).Where(x => !tags.Any(y => JsonNode.DeepEquals(x, y)))
            )
            {
                tags.Add(tag?.DeepClone());
            }
        }
        components["securitySchemes"] = new JsonObject
        {
            ["bearer"] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["description"] = "Your API key.",
            },
        };
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "AfterSalesMesh", ["version"] = "v1" },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["tags"] = tags,
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    private static bool IsPublic(string path) =>
        Routes
            .All.Select(route => route.Prefix)
            .Append(Routes.Failures)
            .Any(prefix => path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal));

    // Two services may call different things by one name: the later one gets its service's name in front. What refers to it
    // is then a different thing, too, so it goes on until nothing clashes.
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
            Redirect(copy, $"#/components/{kind}/{name}", $"#/components/{kind}/{better}");
        }
        return copy;
    }

    private static (string Kind, string Name)? FirstClash(JsonObject document, JsonObject taken)
    {
        foreach (var (kind, named) in Entries(document["components"]))
        {
            foreach (var (name, component) in Entries(named))
            {
                if (taken[kind]?[name] is { } other && !JsonNode.DeepEquals(component, other))
                {
                    return (kind, name);
                }
            }
        }
        return null;
    }

    private static void Redirect(JsonNode? node, string from, string to)
    {
        if (node is JsonObject map)
        {
            if (map["$ref"] is JsonValue reference && reference.TryGetValue(out string? target) && target == from)
            {
                map["$ref"] = to;
            }
            foreach (var (_, value) in map)
            {
                Redirect(value, from, to);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Redirect(item, from, to);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(JsonNode? node) => node as JsonObject ?? [];
}
