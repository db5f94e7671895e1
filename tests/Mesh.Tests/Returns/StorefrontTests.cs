using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Words;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>A storefront's settings: put, read, told to the others.</summary>
public sealed class StorefrontTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    [Fact]
    public async Task Settings_are_read_as_they_were_put_and_told_to_the_others()
    {
        var settings = Settings("Chez Ada");

        (await PutAsync(settings, "ada")).Status.ShouldBe(HttpStatusCode.Created);

        var (status, etag, found) = await GetAsync("agent", "ada");
        status.ShouldBe(HttpStatusCode.OK);
        etag.ShouldNotBeNull();
        JsonNode.DeepEquals(found, settings).ShouldBeTrue(found.ToJsonString());
        var told = (await returns.Service.HearAsync<StorefrontChanged>(x => x.StorefrontId == "ada"))[0];
        (told.Name, told.TimeZone).ShouldBe(("Chez Ada", "Asia/Shanghai"));
        told.Languages.ShouldBe(["zh-CN", "en"]);
    }

    [Fact]
    public async Task The_same_settings_again_change_nothing_and_are_told_again_and_others_have_a_higher_version()
    {
        var first = await PutAsync(Settings("One"), "versions");
        var again = await PutAsync(Settings("One"), "versions");
        var other = await PutAsync(Settings("Two"), "versions");

        (again.Status, again.ETag).ShouldBe((HttpStatusCode.OK, first.ETag));
        other.ETag.ShouldNotBe(first.ETag);
        (await GetAsync("storefront", "versions")).ETag.ShouldBe(other.ETag);
        var told = await returns.Service.HearAsync<StorefrontChanged>(x => x.StorefrontId == "versions", times: 3);
        told.Select(x => (x.Version, x.Name)).Order().ShouldBe([(0, "One"), (0, "One"), (1, "Two")]);
    }

    [Fact]
    public async Task Settings_that_changed_since_they_were_read_are_not_overwritten()
    {
        (await PutAsync(Settings("One"), "etags", "\"0\"")).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        var first = await PutAsync(Settings("One"), "etags");
        await PutAsync(Settings("Two"), "etags", first.ETag);

        var late = await PutAsync(Settings("Three"), "etags", first.ETag);

        late.Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        late.Body.Text("type").ShouldEndWith(":changed_since");
        (await GetAsync("admin", "etags")).Body.Text("name").ShouldBe("Two");
    }

    [Fact]
    public async Task Only_an_admin_or_a_key_with_that_right_changes_them_and_nobody_those_of_others()
    {
        foreach (var role in new[] { "storefront", "agent", "warehouse", "inspector", "finance" })
        {
            var refused = await returns.SendAsync(HttpMethod.Put, "/v1/storefront", Settings("x"), role, null, "mine");
            refused.Status.ShouldBe(HttpStatusCode.Forbidden, role);
        }
        var path = "/v1/storefront?storefrontId=theirs";
        var admin = await returns.SendAsync(HttpMethod.Put, path, Settings("x"), "admin", null, "mine", "other");
        admin.Status.ShouldBe(HttpStatusCode.NotFound);
        (await returns.SendAsync(HttpMethod.Get, path, null, "agent", null, "mine")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await GetAsync("agent", "mine")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Staff_of_several_storefronts_say_which_one()
    {
        var two = new[] { "left", "right" };
        (await returns.SendAsync(HttpMethod.Put, "/v1/storefront", Settings("x"), "admin", null, two)).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        var right = "/v1/storefront?storefrontId=right";
        (await returns.SendAsync(HttpMethod.Put, right, Settings("Right"), "admin", null, two)).Status.ShouldBe(
            HttpStatusCode.Created
        );
        (await returns.SendAsync(HttpMethod.Get, right, null, "agent", null, two)).Body.Text("name").ShouldBe("Right");
    }

    [Theory]
    [InlineData("name", "\"\"")]
    [InlineData("country", "\"XX\"")]
    [InlineData("country", "\"cn\"")]
    [InlineData("timeZone", "\"Mars/Olympus\"")]
    [InlineData("timeZone", "\"W. Europe Standard Time\"")]
    [InlineData("timeZone", "\"../../etc/passwd\"")]
    [InlineData("timeZone", "\"localtime\"")]
    [InlineData("languages", "[]")]
    [InlineData("languages", "[\"en\",\"EN\"]")]
    [InlineData("languages[0]", "[\"en_GB\"]")]
    [InlineData("currency", "\"XYZ\"")]
    [InlineData(
        "returnAddresses[1].id",
        """[{"id":"a","address":{"country":"CN"}},{"id":"a","address":{"country":"CN"}}]"""
    )]
    [InlineData("returnAddresses[0].address.country", """[{"id":"a","address":{"country":"China"}}]""")]
    [InlineData(
        "returnAddresses[0].address.lines",
        """[{"id":"a","address":{"country":"CN","lines":["1","2","3","4","5","6"]}}]"""
    )]
    [InlineData("returnAddresses[0]", "[null]")]
    [InlineData("serviceHours[0].day", """[{"day":"someday","from":"09:00","until":"10:00"}]""")]
    [InlineData("serviceHours[0].from", """[{"day":"monday","from":"0:00","until":"10:00"}]""")]
    [InlineData("serviceHours[0].until", """[{"day":"monday","from":"11:00","until":"10:00"}]""")]
    [InlineData("holidays", """["2026-12-25","2026-12-25"]""")]
    [InlineData("logo", "\"javascript:alert(1)\"")]
    [InlineData("colours.primary", """{"primary":"red"}""")]
    [InlineData("allowedOrigins[0]", """["https://shop.example/"]""")]
    [InlineData("allowedOrigins[0]", """["http://shop.example"]""")]
    [InlineData("allowedOrigins[0]", """["*"]""")]
    public async Task A_wrong_setting_is_refused_with_its_path(string where, string value)
    {
        var settings = Settings("Chez Ada");
        settings[where.Split('[', '.')[0]] = JsonNode.Parse(value);

        var answer = await PutAsync(settings, "wrong");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Body.ToJsonString());
        answer.Body["errors"]!.AsObject().Select(x => x.Key).ShouldBe([where]);
        (await GetAsync("admin", "wrong")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_day_that_is_no_date_is_refused_in_words()
    {
        var settings = Settings("Chez Ada");
        settings["holidays"] = new JsonArray("25.12.2026");

        var answer = await PutAsync(settings, "wrong");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body.Text("detail").ShouldBe("The value at $.holidays[0] must be a day, for example 2026-01-31.");
    }

    [Theory]
    [InlineData("CN", true)]
    [InlineData("DE", true)]
    [InlineData("EU", false)]
    [InlineData("UK", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_country_is_one_of_ISO_3166(string? code, bool known) => Countries.IsKnown(code).ShouldBe(known);

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> PutAsync(
        object settings,
        string storefront,
        string? ifMatch = null
    ) => returns.SendAsync(HttpMethod.Put, "/v1/storefront", settings, "settings", ifMatch, storefront);

    private Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> GetAsync(string role, string storefront) =>
        returns.SendAsync(HttpMethod.Get, "/v1/storefront", null, role, null, storefront);

    private static JsonNode Settings(string name) =>
        JsonNode.Parse(
            $$"""
            {
              "name": "{{name}}",
              "country": "CN",
              "timeZone": "Asia/Shanghai",
              "languages": ["zh-CN", "en"],
              "currency": "CNY",
              "returnAddresses": [
                {
                  "id": "main",
                  "address": {
                    "country": "CN", "name": "Returns", "company": "Ada", "lines": ["1 Nanjing Road"],
                    "city": "Shanghai", "region": "Shanghai", "postcode": "200001", "phone": "+86 21 1234 5678"
                  }
                }
              ],
              "serviceHours": [{ "day": "monday", "from": "09:00", "until": "24:00" }],
              "holidays": ["2027-01-01"],
              "logo": "https://shop.example/logo.png",
              "colours": { "primary": "#1A2B3C", "background": null, "text": null },
              "allowedOrigins": ["https://shop.example", "https://shop.example:8443"]
            }
            """
        )!;
}
