using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>An operation of the API, as its description tells, and how to call it.</summary>
internal sealed partial record ApiOperation(HttpMethod Method, string Path, JsonNode Description)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    public bool HasBody => Description["requestBody"] is not null;

    /// <summary>Whether it needs no API key.</summary>
    public bool IsAnonymous => Description["security"] is JsonArray { Count: 0 };

    /// <summary>The schema of its JSON body, where it takes one.</summary>
    public JsonNode? JsonSchema => Description["requestBody"]?["content"]?["application/json"]?["schema"];

    /// <summary>An address that has the operation, with ids that name nothing.</summary>
    public string Address =>
        Placeholder()
            .Replace(
                Path,
                x =>
                    x.Value switch
                    {
                        "{id}" or "{receiptId}" or "{unitId}" => Guid.NewGuid().ToString(),
                        "{month}" => "2026-01",
                        "{number}" => "1",
                        _ => "no-such",
                    }
            );

    /// <summary>Local's key of somebody who may call it.</summary>
    public string Key =>
        Roles().Match(Description.Text("description") ?? "") is { Success: true } roles
            ? $"local-{roles.Groups["first"].Value}"
            : "local-admin";

    public static async Task<JsonObject> DescriptionAsync(MeshApi api)
    {
        var answer = await api.SendAsync(HttpMethod.Get, "/openapi/v1.json", key: null);
        answer.ShouldBe(HttpStatusCode.OK);
        return answer.Json!.AsObject();
    }

    public static async Task<IReadOnlyList<ApiOperation>> AllAsync(MeshApi api) =>
        [
            .. (await DescriptionAsync(api))["paths"]!
                .AsObject()
                .SelectMany(path =>
                    path.Value!.AsObject()
                        .Where(x => Methods.Contains(x.Key))
                        .Select(x => new ApiOperation(HttpMethod.Parse(x.Key), path.Key, x.Value!))
                ),
        ];

    public override string ToString() => $"{Method} {Path}";

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"Roles: (?<first>\w+)")]
    private static partial Regex Roles();
}
