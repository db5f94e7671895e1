using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>
/// The OpenAPI description of the whole API. AFTERSALES_WRITE_DOCS=1 writes docs/openapi.json anew; <c>./mesh lint-api</c> runs
/// two linters on it.
/// </summary>
public sealed partial class ApiDescriptionTests(LocalMesh mesh)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_description_equals_the_one_in_the_repository()
    {
        var description = await ApiOperation.DescriptionAsync(mesh.Api);
        Pinned.ShouldMatch("docs/openapi.json", description.ToJsonString(Indented) + "\n");
    }

    [Fact]
    public async Task Every_operation_has_an_id_a_summary_a_tag_and_its_errors()
    {
        var tags = (await ApiOperation.DescriptionAsync(mesh.Api))["tags"]!.AsArray();
        tags.ShouldAllBe(x => x!.Text("description") != null);
        var operations = await ApiOperation.AllAsync(mesh.Api);
        operations.Select(x => x.Description.Text("operationId")).ShouldBeUnique();

        Flaws(operations, x => x.Description.Text("operationId") is not { } id || !char.IsAsciiLetterLower(id[0]))
            .ShouldBeEmpty("no operation id");
        Flaws(operations, x => string.IsNullOrEmpty(x.Description.Text("summary"))).ShouldBeEmpty("no summary");
        Flaws(operations, x => x.Description["tags"]!.AsArray() is not [var tag] || !IsTag(tag))
            .ShouldBeEmpty("no tag");
        foreach (var status in new[] { "400", "401", "403", "429", "500", "503" })
        {
            Flaws(operations, x => !IsProblem(x, status) && !(status is "401" or "403" && x.IsAnonymous))
                .ShouldBeEmpty(status);
        }
        Flaws(operations, x => x.HasBody && !(IsProblem(x, "413") && IsProblem(x, "415"))).ShouldBeEmpty("413, 415");
        Flaws(operations, x => HasKey(x) && !(IsProblem(x, "409") && IsProblem(x, "422"))).ShouldBeEmpty("409, 422");

        bool IsTag(JsonNode? tag) => tags.Any(x => x!.Text("name") == tag!.GetValue<string>());
    }

    [Fact]
    public void Every_problem_type_in_the_code_is_in_the_description()
    {
        var described = ProblemType().Matches(Repository.Read("docs/openapi.json")).Select(x => x.Groups[1].Value);
        var given = Repository
            .Files()
            .Where(x =>
                x.EndsWith(".cs", StringComparison.Ordinal) && !x.StartsWith("tests/", StringComparison.Ordinal)
            )
            .SelectMany(x => GivenProblem().Matches(Repository.Read(x)))
            .Select(x => x.Groups[1].Value);

        // The gateway gives these before a route is known; webhooks and Local's test clock are not described.
        string[] withoutRoute =
        [
            "headers_too_large",
            "invalid_signature",
            "method_not_allowed",
            "real_payment_provider",
            "url_too_long",
        ];
        given.Except(described).Order().Distinct().ShouldBe(withoutRoute);
    }

    [Fact]
    public async Task Every_list_in_a_request_has_a_bound()
    {
        var components = (await ApiOperation.DescriptionAsync(mesh.Api))["components"]!["schemas"]!;
        List<string> unbounded = [];
        foreach (var operation in (await ApiOperation.AllAsync(mesh.Api)).Where(x => x.JsonSchema is not null))
        {
            Look(operation.JsonSchema!, operation.ToString(), []);
        }
        unbounded.ShouldBeEmpty();

        void Look(JsonNode schema, string at, HashSet<string> seen)
        {
            if (schema.Text("$ref") is { } reference)
            {
                if (seen.Add(reference))
                {
                    Look(components[reference.Split('/')[^1]]!, at, seen);
                }
                return;
            }
            if (schema["items"] is { } items)
            {
                if (schema["maxItems"] is null)
                {
                    unbounded.Add(at);
                }
                Look(items, $"{at}[]", seen);
            }
            foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
            {
                Look(property!, $"{at}.{name}", seen);
            }
            foreach (var choice in (schema["oneOf"] ?? schema["anyOf"]) as JsonArray ?? [])
            {
                Look(choice!, at, seen);
            }
        }
    }

    private static IEnumerable<string> Flaws(IEnumerable<ApiOperation> operations, Predicate<ApiOperation> isFlaw) =>
        operations.Where(x => isFlaw(x)).Select(x => x.ToString());

    private static bool HasKey(ApiOperation operation) =>
        (operation.Description["parameters"] as JsonArray ?? []).Any(x => x!.Text("name") == "Idempotency-Key");

    private static bool IsProblem(ApiOperation operation, string status) =>
        operation.Description["responses"]![status] is { } response
        && response["content"]?["application/problem+json"] is not null
        && response.Text("description")!.Contains("urn:aftersales:problem:", StringComparison.Ordinal);

    [GeneratedRegex("urn:aftersales:problem:([a-z_]+)")]
    private static partial Regex ProblemType();

    [GeneratedRegex(@"Problem\s*\.Of\(\s*[\w.]+,\s*""([a-z_]+)""")]
    private static partial Regex GivenProblem();
}
