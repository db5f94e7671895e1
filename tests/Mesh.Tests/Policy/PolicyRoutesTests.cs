using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Returns;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Policy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Policy;

public sealed class PolicyRoutesTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    /// <summary>Each test has a storefront of its own.</summary>
    private readonly string _shop = $"shop-{Guid.NewGuid():N}"[..20];

    private static readonly string[] Languages = ["en"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_storefront_begins_with_a_preset_and_each_put_makes_a_version_that_tells_what_changes()
    {
        var first = await GetAsync("/v1/policy");
        first.Body.Text("name").ShouldBe("fashion");
        (first.ETag, (int)first.Body["version"]!).ShouldBe(("\"0\"", 0));

        var document = Fashion();
        document["windows"]![1]!["then"]!["days"] = 10;
        document["exclusions"]!.AsArray().RemoveAt(0);
        var put = await PutAsync(document, ifMatch: first.ETag);

        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
        ((int)put.Body["version"]!).ShouldBe(2);
        put.Body["changes"]!
            .AsArray()
            .Select(x =>
                (x!.Text("at"), x!.Text("rule"), x!["before"]?.ToJsonString() is not null, x["after"]?.ToJsonString())
            )
            .ShouldBe([
                ("/windows/1/then/days", "return_window", true, "10"),
                ("/exclusions/0", "final_sale", true, null),
            ]);
        var now = await GetAsync("/v1/policy");
        ((int)now.Body["version"]!, (int)now.Body["document"]!["windows"]![1]!["then"]!["days"]!).ShouldBe((2, 10));
        now.Body.Text("putByName").ShouldBe("settings person");
        (await GetAsync("/v1/policy/versions/1")).Body.Text("name").ShouldBe("fashion");
        (await GetAsync("/v1/policy/versions/3")).Status.ShouldBe(HttpStatusCode.NotFound);
        var versions = await GetAsync("/v1/policy/versions?limit=1");
        ((int)versions.Body["items"]![0]!["version"]!).ShouldBe(2);
        versions = await GetAsync($"/v1/policy/versions?after={versions.Body.Text("next")}");
        versions.Body["items"]!.AsArray().Select(x => (int)x!["version"]!).ShouldBe([1]);
    }

    [Fact]
    public async Task A_version_that_was_read_before_another_was_put_is_not_overwritten()
    {
        await PutAsync(Fashion());
        var read = (await GetAsync("/v1/policy")).ETag;

        (await PutAsync(Fashion(), ifMatch: read)).Status.ShouldBe(HttpStatusCode.Created);
        (await PutAsync(Fashion(), ifMatch: read)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_policy_comes_into_effect_at_its_time_and_not_before()
    {
        await PutAsync(Fashion());
        var later = ReturnsFixture.Now.AddDays(5);

        (await PutAsync(null, preset: "fashion-eu", effectiveFrom: later)).Status.ShouldBe(HttpStatusCode.Created);

        (await GetAsync("/v1/policy")).Body.Text("name").ShouldBe("fashion");
        var at = Uri.EscapeDataString(later.AddMinutes(1).ToString("O"));
        (await GetAsync($"/v1/policy?at={at}")).Body.Text("name").ShouldBe("fashion-eu");
        var past = await PutAsync(Fashion(), effectiveFrom: ReturnsFixture.Now.AddDays(-1));
        past.Status.ShouldBe(HttpStatusCode.BadRequest);
        past.Body["errors"]!["effectiveFrom"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_company_has_a_policy_of_its_own_and_all_others_have_the_storefronts()
    {
        await PutAsync(null, preset: "fashion-eu", company: "acme");

        (await GetAsync("/v1/policy?company=acme")).Body.Text("name").ShouldBe("fashion-eu");
        (await GetAsync("/v1/policy?company=other")).Body.Text("name").ShouldBe("fashion");
        (await GetAsync("/v1/policy/versions/1?company=acme")).Body.Text("name").ShouldBe("fashion-eu");
        var order = await OrderAsync(deliveredDaysAgo: 10, company: "acme");
        (await QuoteAsync(order))["lines"]![0]!.Text("rule").ShouldBe("withdrawal");
        (await QuoteAsync(await OrderAsync(deliveredDaysAgo: 10)))["eligible"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task The_location_of_a_new_version_leads_to_it_whoever_it_is_for()
    {
        using var client = returns.Service.As("admin", "a", _shop);
        foreach (var company in new string?[] { null, "Ärzte & Co" })
        {
            using var put = await client.PutAsJsonAsync(
                $"/v1/policy?storefrontId={_shop}",
                new { preset = "fashion-eu", company },
                Cancelled
            );

            var found = await client.AskAsync(put.Headers.Location!.ToString()).ShouldBeOkAsync();

            (found.Text("name"), found.Text("company")).ShouldBe(("fashion-eu", company));
        }
    }

    [Fact]
    public async Task Errors_are_named_by_their_pointers_and_nothing_is_stored()
    {
        var document = Fashion();
        document["windows"]![0]!["then"]!["days"] = "7";
        document["unknown"] = 1;

        var put = await PutAsync(document);

        put.Status.ShouldBe(HttpStatusCode.BadRequest);
        put.Body.Text("type").ShouldBe("urn:aftersales:problem:invalid_policy");
        put.Body["errors"]!.AsObject().Select(x => x.Key).ShouldBe(["/unknown", "/windows/0/then/days"]);
        ((int)(await GetAsync("/v1/policy")).Body["version"]!).ShouldBe(0);
        (await PutAsync(null)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PutAsync(Fashion(), preset: "fashion")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PutAsync(null, preset: "fashions")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("P10000Y")]
    [InlineData("PT0.5S")]
    public async Task Durations_that_could_not_be_read_again_or_added_to_a_time_are_refused(string duration)
    {
        var document = Fashion();
        document["decisionsKept"] = duration;
        document["clocks"]![0]!["then"]!["agent"] = duration;
        string[] pointers = ["/clocks/0/then/agent", "/decisionsKept"];

        var put = await PutAsync(document);
        var tried = await returns.SendAsync(
            HttpMethod.Post,
            "/v1/policy/what-if",
            new { document },
            role: "settings",
            storefronts: [_shop]
        );

        put.Status.ShouldBe(HttpStatusCode.BadRequest);
        put.Body["errors"]!.AsObject().Select(x => x.Key).ShouldBe(pointers);
        tried.Status.ShouldBe(HttpStatusCode.BadRequest);
        tried.Body["errors"]!.AsObject().Select(x => x.Key).ShouldBe(pointers);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_is_replaced_by_a_new_one()
    {
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            var unreadable = PolicyVersions.Make(
                _shop,
                "",
                1,
                ReturnsFixture.Now,
                Presets.All[Presets.Fashion],
                ReturnsFixture.Now
            );
            db.Add(unreadable);
            db.Entry(unreadable).Property(x => x.Document).CurrentValue = """{"decisionsKept": "PT500s"}""";
            return db.SaveChangesAsync(Cancelled);
        });

        var put = await PutAsync(Fashion());

        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
        ((int)put.Body["version"]!, put.Body["changes"]!.AsArray().Count).ShouldBe((2, 0));
        (await GetAsync("/v1/policy")).Body.Text("name").ShouldBe("fashion");
    }

    [Theory]
    [InlineData("PUT", "/v1/policy")]
    [InlineData("POST", "/v1/policy/what-if")]
    public async Task Half_a_surrogate_pair_is_refused_in_words(string method, string path)
    {
        using var client = returns.Service.As("settings", _shop);
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new StringContent("""{"document": {"name": "\ud800"}}""", Encoding.UTF8, "application/json"),
        };

        using var answer = await client.SendAsync(request, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("surrogate pair");
    }

    [Theory]
    [InlineData("at=2026-01-01")]
    [InlineData("at=2026-01-01T10:00:00")]
    [InlineData("at=Sunday")]
    [InlineData("company=a%00b")]
    public async Task A_time_without_an_offset_or_a_company_with_invisible_characters_is_refused(string query) =>
        (await GetAsync($"/v1/policy?{query}")).Status.ShouldBe(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public async Task A_document_of_depth_1000_is_refused_in_words(char open, char close)
    {
        var middle = open == '[' ? "" : "\"a\":";
        var deep = new StringBuilder();
        for (var i = 0; i < 1000; i++)
        {
            deep.Append(open).Append(i < 999 ? middle : "");
        }
        using var client = returns.Service.As("settings", _shop);
        using var body = new StringContent(
            $"{{\"document\":{deep}{new string(close, 1000)}}}",
            Encoding.UTF8,
            "application/json"
        );

        using var answer = await client.PutAsync("/v1/policy", body, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("at most 64 levels");
    }

    [Fact]
    public async Task A_document_of_10_MB_is_refused()
    {
        using var client = returns.Service.As("settings", _shop);
        using var body = new StringContent(
            $"{{\"document\":{{\"name\":\"{new string('x', 10_000_000)}\"}}}}",
            Encoding.UTF8,
            "application/json"
        );

        using var answer = await client.PutAsync("/v1/policy", body, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_wrong_role_gets_403_and_another_storefront_404()
    {
        (await PutAsync(Fashion(), role: "agent")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAsync("/v1/policy?storefrontId=foreign")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await returns.SendAsync(HttpMethod.Get, "/v1/policy", role: "admin", storefronts: ["a", "b"])).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (
            await returns.SendAsync(
                HttpMethod.Put,
                $"/v1/policy?storefrontId={_shop}",
                new { preset = "fashion" },
                role: "admin",
                storefronts: ["a", _shop]
            )
        ).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_schema_is_served_without_a_key()
    {
        using var client = new HttpClient { BaseAddress = new Uri(returns.Service.Address) };
        using var answer = await client.GetAsync("/schemas/policy.json", Cancelled);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/schema+json");
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!["$id"]!
            .ToString()
            .ShouldBe("/schemas/policy.json");
    }

    [Fact]
    public async Task A_policy_that_changes_in_the_middle_of_a_return_changes_nothing_for_it()
    {
        var order = await OrderAsync();
        var made = await RequestAsync(order);
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToJsonString());
        var document = Fashion();
        document["clocks"]![0]!["then"]!["handOver"] = "PT20S";
        await PutAsync(document);

        var same = (await GetAsync($"/v1/returns/{made.Body.Text("id")}")).Body;

        ((int)same["policyVersion"]!).ShouldBe(1);
        same.Text("handOverBy").ShouldBe(made.Body.Text("handOverBy"));
        same.Text("handOverBy")!.ShouldEndWith("T23:59:59.999Z");
        var next = await RequestAsync(await OrderAsync());
        ((int)next.Body["policyVersion"]!).ShouldBe(2);
        ((DateTimeOffset)next.Body["handOverBy"]!).ShouldBe(
            ReturnsFixture.Now.AddSeconds(20),
            TimeSpan.FromSeconds(15)
        );
    }

    [Fact]
    public async Task Every_quote_and_request_leaves_a_decision_that_gives_the_same_outcome_again()
    {
        var order = await OrderAsync();
        var late = await OrderAsync(deliveredDaysAgo: 30);

        var quote = await QuoteAsync(order);
        var refused = await RequestAsync(late);
        var made = await RequestAsync(order);

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Body.Text("type").ShouldBe("urn:aftersales:problem:not_eligible");
        refused.Body["errors"]!["lines[0]"]!.AsArray().Count.ShouldBe(2);
        var decisions = await DecisionsAsync();
        decisions
            .Select(x => (x.Kind, x.Outcome, x.Refund, x.PolicyVersion))
            .ShouldBe([("quote", "approve", 1000, 1), ("request", "refuse", 0, 1), ("request", "approve", 1000, 1)]);
        decisions[0].Id.ShouldBe((Guid)quote["decisionId"]!);
        decisions[2].ReturnId.ShouldBe((Guid)made.Body["id"]!);
        decisions[1].Rules.ShouldContain("windows/return_window");
        foreach (var decision in decisions)
        {
            var again = PolicyEvaluation.Of(decision.Facts, Presets.All[Presets.Fashion]);
            (again.Decision, again.Refund).ShouldBe((decision.Outcome, decision.Refund));
            Decision.RulesOf(again).ShouldBe(decision.Rules);
            JsonSerializer.Serialize(decision.Facts).ShouldNotContain("ada");
        }
    }

    [Fact]
    public async Task A_decision_is_never_changed_and_goes_when_its_retention_is_over()
    {
        await QuoteAsync(await OrderAsync());
        var id = (await DecisionsAsync()).Single().Id;

        await Should.ThrowAsync<Exception>(() =>
            returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
                db.Decisions.Where(x => x.Id == id).ExecuteUpdateAsync(x => x.SetProperty(y => y.Refund, 1), Cancelled)
            )
        );
        await CleanUpAsync(ReturnsFixture.Now.AddYears(2).AddDays(-1));
        (await DecisionsAsync()).Count.ShouldBe(1);
        await CleanUpAsync(ReturnsFixture.Now.AddYears(2).AddDays(2));
        (await DecisionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Windows_follow_the_time_zone_of_the_storefront()
    {
        var settings = await returns.SendAsync(
            HttpMethod.Put,
            $"/v1/storefront?storefrontId={_shop}",
            new
            {
                name = "Shop",
                country = "WS",
                timeZone = "Pacific/Apia",
                languages = Languages,
                currency = "EUR",
            },
            role: "admin",
            storefronts: [_shop]
        );
        settings.Status.ShouldBe(HttpStatusCode.Created, settings.Body.ToJsonString());

        var quote = await QuoteAsync(await OrderAsync());

        // Thirteen hours ahead of UTC.
        quote["lines"]![0]!.Text("until")!.ShouldEndWith("T10:59:59.999Z");
        (await DecisionsAsync()).Single().Facts.Country.ShouldBe("WS");
    }

    [Fact]
    public async Task A_repeated_returner_is_seen_in_their_standing()
    {
        for (var i = 0; i < 5; i++)
        {
            (await RequestAsync(await OrderAsync(customer: "c-9"))).Status.ShouldBe(HttpStatusCode.Created);
        }

        var quote = await QuoteAsync(await OrderAsync(customer: "c-9"));

        quote.Text("decision").ShouldBe("review");
        quote["rules"]!.AsArray().Select(x => x!.Text("rule")).ShouldContain("frequent_returns");
        (await DecisionsAsync())[^1].Facts.Standing.ShouldBe(new Standing(6, 6, 5, 5, 0, 0));
        quote["eligible"]!.GetValue<bool>().ShouldBeTrue();
        ((int)quote["standing"]!["figures"]!["returnRate"]!).ShouldBe(83);
    }

    private static JsonObject Fashion() =>
        (JsonObject)JsonSerializer.SerializeToNode(Presets.All[Presets.Fashion], PolicyJson.Options)!;

    [Fact]
    public async Task However_many_large_policies_decide_those_in_memory_are_bounded()
    {
        const int Policies = 20;
        // Each a megabyte.
        var document = JsonSerializer.Serialize(Presets.All[Presets.Fashion], PolicyJson.Options).PadRight(1024 * 1024);
        var now = DateTimeOffset.UtcNow;
        await returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            db.PolicyVersions.AddRange(
                Enumerable
                    .Range(0, Policies)
                    .Select(i => new PolicyVersion
                    {
                        Id = Guid.CreateVersion7(),
                        StorefrontId = _shop,
                        Company = $"c-{i}",
                        Number = 1,
                        EffectiveFrom = now,
                        Name = "n",
                        Document = document,
                        PutAt = now,
                    })
            );
            return db.SaveChangesAsync(Cancelled);
        });

        var first = await FindAsync(0);
        (await FindAsync(0)).Document.ShouldBeSameAs(first.Document);
        for (var i = 0; i < Policies; i++)
        {
            (await FindAsync(i)).Company.ShouldBe($"c-{i}");
        }

        PolicyVersions.CachedText.ShouldBeInRange(document.Length, PolicyVersions.MaxCachedText);

        async Task<EffectivePolicy> FindAsync(int i) =>
            (
                await returns.Service.InScopeAsync(scope =>
                    scope.GetRequiredService<PolicyVersions>().FindAsync(_shop, $"c-{i}", now, Cancelled)
                )
            ).ShouldNotBeNull();
    }

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> GetAsync(string path) =>
        returns.SendAsync(HttpMethod.Get, path, storefronts: [_shop]);

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> PutAsync(
        JsonObject? document,
        string? preset = null,
        DateTimeOffset? effectiveFrom = null,
        string? company = null,
        string? ifMatch = null,
        string role = "settings"
    )
    {
        var body = new JsonObject();
        Add("document", document);
        Add("preset", preset);
        Add("effectiveFrom", effectiveFrom);
        Add("company", company);
        return returns.SendAsync(HttpMethod.Put, "/v1/policy", body, role, ifMatch, _shop);

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }
    }

    private async Task<string> OrderAsync(int deliveredDaysAgo = 2, string? company = null, string customer = "c-1")
    {
        var number = $"P-{Guid.NewGuid():N}"[..14];
        var put = await returns.SendAsync(
            HttpMethod.Put,
            $"/v1/orders/{number}",
            new
            {
                currency = "EUR",
                deliveredAt = ReturnsFixture.Now.AddDays(-deliveredDaysAgo),
                customer = new
                {
                    reference = customer,
                    email = "ada@example.org",
                    company,
                },
                lines = new[]
                {
                    new
                    {
                        lineId = "x",
                        sku = "sku-x",
                        quantity = 1,
                        unitPrice = 1000,
                    },
                },
                payments = new[]
                {
                    new
                    {
                        reference = "p",
                        method = "card",
                        captured = 1000,
                    },
                },
            },
            storefronts: [_shop]
        );
        put.Status.ShouldBe(HttpStatusCode.Created, put.Body.ToJsonString());
        return number;
    }

    private static object RequestOf(string order) =>
        new
        {
            orderNumber = order,
            channel = "web",
            lines = new[]
            {
                new
                {
                    lineId = "x",
                    quantity = 1,
                    reason = "too_small",
                    resolution = "refund",
                },
            },
        };

    private async Task<JsonNode> QuoteAsync(string order)
    {
        var quote = await returns.SendAsync(
            HttpMethod.Post,
            "/v1/returns/quote",
            RequestOf(order),
            storefronts: [_shop]
        );
        quote.Status.ShouldBe(HttpStatusCode.OK, quote.Body.ToJsonString());
        return quote.Body;
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> RequestAsync(string order)
    {
        using var client = returns.Service.As("storefront", _shop);
        return await client.PostWithKeyAsync("/v1/returns", RequestOf(order));
    }

    private Task<List<Decision>> DecisionsAsync() =>
        returns.Service.InDatabaseAsync<ReturnsDb, List<Decision>>(db =>
            db.Decisions.AsNoTracking().Where(x => x.StorefrontId == _shop).OrderBy(x => x.Id).ToListAsync(Cancelled)
        );

    private Task<int> CleanUpAsync(DateTimeOffset now) =>
        returns.Service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            await db.DeleteExpiredAsync(
                now,
                (row, failure) => throw new InvalidOperationException(row, failure),
                Cancelled
            );
            return 0;
        });
}
