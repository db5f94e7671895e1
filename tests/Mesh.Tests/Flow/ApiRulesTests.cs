using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>What holds for every call of the API, tried on all of them.</summary>
public sealed partial class ApiRulesTests(LocalMesh mesh)
{
    private static readonly string[] OtherCharsets =
    [
        "x",
        "utf-7",
        "utf-16",
        "utf-16le",
        "iso-8859-1",
        "\"iso-8859-1\"",
        "\"utf-16\"",
        "\"\"",
    ];
    private static readonly string[] WaysToWriteDemo = ["demo%20", "%20demo", "demo%E2%80%8B", "%EF%BB%BFdemo"];
    private static readonly string[] Utf8 = ["utf-8", "UTF-8", "\"utf-8\"", "\"UTF-8\""];

    [Fact]
    public Task An_unknown_query_parameter_is_refused_and_the_known_ones_are_named() =>
        EveryAsync(
            _ => true,
            async operation =>
            {
                var type = operation.JsonSchema is null ? "text/csv" : "application/json";
                var answer = await SendAsync(operation, "?surprise=1", operation.HasBody ? "{}" : null, type);
                answer.ShouldBeProblem(HttpStatusCode.BadRequest, "unknown_parameter").Text.ShouldContain("surprise");
                foreach (var name in QueryParameters(operation))
                {
                    answer.Text.ShouldContain(name);
                }
            }
        );

    [Fact]
    public Task A_control_character_in_a_query_is_refused_wherever_it_is() =>
        EveryAsync(
            x => QueryParameters(x).Any(),
            async operation =>
            {
                var type = operation.JsonSchema is null ? "text/csv" : "application/json";
                foreach (var name in QueryParameters(operation))
                {
                    // The second part of the cursor of GET /v1/books.
                    var answer = await SendAsync(
                        operation,
                        $"?{name}=2026-10%2F%00x",
                        operation.HasBody ? "{}" : null,
                        type
                    );
                    answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request").Json!["errors"]!
                        [name]
                        .ShouldNotBeNull();
                }
            }
        );

    [Fact]
    public async Task An_unknown_filter_is_refused_instead_of_ignored() =>
        (await mesh.Api.GetAsync("/v1/refunds?orderNumbr=X", "local-finance"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "unknown_parameter")
            .Text.ShouldContain("returnId");

    [Fact]
    public Task A_read_of_a_storefront_that_is_not_the_callers_is_refused() =>
        EveryAsync(
            x => x.Method == HttpMethod.Get && !x.IsAnonymous,
            async operation =>
            {
                var answer = await SendAsync(operation, "?storefrontId=Demo", null);
                answer.Status.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
            }
        );

    [Fact]
    public Task A_storefront_is_the_same_with_blanks_and_invisible_characters_around_it() =>
        EveryAsync(
            x => x.Method == HttpMethod.Get && !x.IsAnonymous,
            async operation =>
            {
                var plain = await SendAsync(operation, "?storefrontId=demo", null);
                foreach (var written in WaysToWriteDemo)
                {
                    (await SendAsync(operation, $"?storefrontId={written}", null)).Status.ShouldBe(plain.Status);
                }
            }
        );

    [Fact]
    public async Task Json_in_another_charset_than_UTF_8_is_refused_and_logged_as_no_error()
    {
        await EveryAsync(
            x => x.JsonSchema is not null,
            async operation =>
            {
                foreach (var charset in OtherCharsets)
                {
                    (await SendAsync(operation, "", "{}", $"application/json; charset={charset}")).ShouldBeProblem(
                        HttpStatusCode.UnsupportedMediaType,
                        "unsupported_media_type"
                    );
                }
            }
        );
        mesh.Output.ShouldNotContain("ExceptionHandlerMiddleware");
    }

    [Fact]
    public async Task Json_in_UTF_8_is_read_however_the_charset_is_written()
    {
        await EveryAsync(
            x => x.JsonSchema is not null,
            async operation =>
            {
                foreach (var charset in Utf8)
                {
                    var answer = await SendAsync(operation, "", "[", $"application/json; charset={charset}");
                    answer.ShouldBe(HttpStatusCode.BadRequest);
                }
            }
        );
        mesh.Output.ShouldNotContain("ExceptionHandlerMiddleware");
    }

    [Fact]
    public Task A_compressed_body_is_refused_with_the_reason() =>
        EveryAsync(
            x => x.HasBody,
            async operation =>
            {
                var type = operation.JsonSchema is null ? "text/csv" : "application/json";
                (await SendAsync(operation, "", "{}", type, "gzip"))
                    .ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")
                    .Text.ShouldContain("gzip");
            }
        );

    [Fact]
    public Task A_body_of_another_type_is_refused() =>
        EveryAsync(
            x => x.JsonSchema is not null,
            async operation =>
                (await SendAsync(operation, "", "a=1", "application/x-www-form-urlencoded")).ShouldBeProblem(
                    HttpStatusCode.UnsupportedMediaType,
                    "unsupported_media_type"
                )
        );

    [Fact]
    public async Task A_time_without_an_offset_is_refused_wherever_a_time_is_expected()
    {
        var schemas = (await ApiOperation.DescriptionAsync(mesh.Api))["components"]!["schemas"]!;
        var tried = 0;
        await EveryAsync(
            x => x.JsonSchema is not null,
            async operation =>
            {
                foreach (var body in BodiesWithTime(operation.JsonSchema!, schemas, "2026-01-31T12:00:00", []))
                {
                    tried++;
                    (await SendAsync(operation, "", body.ToJsonString()))
                        .ShouldBeProblem(HttpStatusCode.BadRequest, "malformed_json")
                        .Text.ShouldContain("offset");
                }
            }
        );
        tried.ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_allow_is_refused_and_the_allowed_ones_are_named()
    {
        var all = await ApiOperation.AllAsync(mesh.Api);
        HttpMethod[] methods = [HttpMethod.Get, HttpMethod.Put, HttpMethod.Post, HttpMethod.Delete, HttpMethod.Patch];
        foreach (var path in all.GroupBy(x => x.Path))
        {
            // Another path may have the same form: /v1/returns/quote and /v1/returns/{id}.
            var alike = all.Where(x => IsLike(x.Path, path.Key)).Select(x => x.Method).ToHashSet();
            foreach (var method in methods.Where(x => !alike.Contains(x)))
            {
                var answer = await mesh.Api.SendAsync(method, path.First().Address, path.First().Key);
                answer.ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
                foreach (var allowed in path)
                {
                    answer.Text.ShouldContain(allowed.Method.Method, customMessage: path.Key);
                }
            }
        }
    }

    [Fact]
    public async Task Text_is_trimmed_and_composed_in_every_request()
    {
        var number = Shop.NewOrder();
        var order = $$"""
            {"currency":"EUR","deliveredAt":"{{DateTimeOffset.UtcNow.AddDays(-2):O}}",
             "lines":[{"lineId":"\uFEFF x\u200B","sku":" COAT-u\u0308 ","quantity":1,"unitPrice":100}],
             "payments":[{"reference":" \u2060p ","method":"card","captured":100}]}
            """;
        (await mesh.Api.PutOrderAsync($"%20{number}%EF%BB%BF%20", order)).ShouldBe(HttpStatusCode.Created);

        var made = await mesh.Api.RequestReturnAsync(
            Shop.Request($"\u200B {number}\t", " x\u00A0"),
            Guid.NewGuid().ToString()
        );

        made.ShouldBe(HttpStatusCode.Created);
        ((string?)made.Json!["orderNumber"]).ShouldBe(number);
        ((string?)made.Json["lines"]![0]!["lineId"]).ShouldBe("x");
        ((string?)made.Json["lines"]![0]!["sku"]).ShouldBe("COAT-\u00FC");
    }

    [Fact]
    public async Task Every_time_in_an_answer_is_UTC_with_three_digits()
    {
        var journey = new Journey(mesh.Api, Shop.NewOrder());
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("x", 1, 1000)));
        await journey.CompleteAsync(("x", 1));
        var times = 0;
        string[] own = [$"/v1/returns/{journey.ReturnId}", $"/v1/returns/{journey.ReturnId}/timeline"];
        foreach (var path in own)
        {
            CheckTimes((await mesh.Api.GetAsync(path)).ShouldBe(HttpStatusCode.OK));
        }
        await EveryAsync(
            x => x.Method == HttpMethod.Get && !x.Path.Contains('{', StringComparison.Ordinal),
            async operation => CheckTimes(await SendAsync(operation, "", null))
        );
        times.ShouldBeGreaterThan(10);

        void CheckTimes(Answer answer)
        {
            foreach (Match time in Time().Matches(answer.Text))
            {
                times++;
                time.Value.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
            }
        }
    }

    [Fact]
    public async Task A_repeated_answer_has_the_header_Idempotency_Replayed()
    {
        var number = await new Shop(mesh.Api).OrderedAsync(1);
        using var http = new HttpClient { BaseAddress = await mesh.AddressAsync() };
        var key = Guid.NewGuid().ToString();
        List<string?> said = [];
        foreach (var _ in new[] { 1, 2 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/returns")
            {
                Content = System.Net.Http.Json.JsonContent.Create(Shop.Request(number, "x")),
                Headers = { { "Authorization", "Bearer local-storefront" }, { "Idempotency-Key", key } },
            };
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
            said.Add(response.Headers.TryGetValues("Idempotency-Replayed", out var values) ? values.Single() : null);
        }
        said.ShouldBe([null, "true"]);
    }

    [Fact]
    public async Task A_return_has_an_ETag_that_changes_with_it()
    {
        var journey = new Journey(mesh.Api, Shop.NewOrder());
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("x", 1, 1000)));
        await journey.RequestAsync(Journey.Ask("x", 1));
        await journey.UntilStatusAsync("awaiting_parcel");
        var first = await EtagAsync();
        await journey.ScanAsync();
        await journey.UnitAsync("x");
        await journey.CloseAsync();
        await journey.UntilStatusAsync("inspecting");
        (await EtagAsync()).ShouldNotBe(first);

        async Task<string> EtagAsync()
        {
            using var http = new HttpClient { BaseAddress = await mesh.AddressAsync() };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "local-storefront");
            using var answer = await http.GetAsync(
                $"/v1/returns/{journey.ReturnId}",
                TestContext.Current.CancellationToken
            );
            return answer.Headers.ETag.ShouldNotBeNull().Tag;
        }
    }

    private async Task EveryAsync(Func<ApiOperation, bool> which, Func<ApiOperation, Task> holds)
    {
        var operations = (await ApiOperation.AllAsync(mesh.Api)).Where(which).ToList();
        operations.ShouldNotBeEmpty();
        List<string> flaws = [];
        foreach (var operation in operations)
        {
            try
            {
                await holds(operation);
            }
            catch (ShouldAssertException flaw)
            {
                flaws.Add($"{operation}: {flaw.Message}");
            }
        }
        flaws.ShouldBeEmpty();
    }

    private Task<Answer> SendAsync(
        ApiOperation operation,
        string query,
        string? body,
        string type = "application/json",
        string? encoding = null
    ) =>
        mesh.Api.SendAsync(
            operation.Method,
            operation.Address + query,
            operation.Key,
            idempotencyKey: Guid.NewGuid().ToString(),
            change: request =>
            {
                if (body is not null)
                {
                    request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
                    request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
                    if (encoding is not null)
                    {
                        request.Content.Headers.ContentEncoding.Add(encoding);
                    }
                }
            }
        );

    private static IEnumerable<string> QueryParameters(ApiOperation operation) =>
        (operation.Description["parameters"] as JsonArray ?? [])
            .Where(x => x!.Text("in") == "query")
            .Select(x => x!.Text("name")!);

    private static bool IsLike(string path, string other)
    {
        var (one, two) = (path.Split('/'), other.Split('/'));
        return one.Length == two.Length
            && one.Zip(two).All(x => x.First == x.Second || x.First.StartsWith('{') || x.Second.StartsWith('{'));
    }

    /// <summary>For each time in a schema, a body with nothing but that time.</summary>
    private static IEnumerable<JsonNode> BodiesWithTime(
        JsonNode schema,
        JsonNode schemas,
        string time,
        HashSet<string> seen
    )
    {
        if (schema.Text("$ref") is { } reference)
        {
            return seen.Add(reference) ? BodiesWithTime(schemas[reference.Split('/')[^1]]!, schemas, time, seen) : [];
        }
        if (schema.Text("format") == "date-time")
        {
            return [JsonValue.Create(time)];
        }
        if (schema["items"] is { } items)
        {
            return BodiesWithTime(items, schemas, time, seen).Select(x => new JsonArray(x));
        }
        return (schema["properties"] as JsonObject ?? [])
            .SelectMany(x =>
                BodiesWithTime(x.Value!, schemas, time, seen).Select(inner => new JsonObject { [x.Key] = inner })
            )
            .Concat(
                ((schema["oneOf"] ?? schema["anyOf"]) as JsonArray ?? []).SelectMany(x =>
                    BodiesWithTime(x!, schemas, time, seen)
                )
            )
            .ToList();
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[^""<,]*")]
    private static partial Regex Time();
}
