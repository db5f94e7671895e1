using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Mesh.Tests.Returns;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Storefronts;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Policy.PolicyCase;

namespace AfterSalesMesh.Mesh.Tests.Policy;

public sealed class PublishedPolicyTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Fact]
    public async Task A_storefront_that_PostgreSQL_cannot_look_up_is_refused()
    {
        await using var postgres = new PostgresFixture();
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [],
            await (await postgres.ServerAsync()).CreateDatabaseAsync("returns")
        );
        using var client = new HttpClient { BaseAddress = new Uri(service.Address) };

        foreach (var path in new[] { "page", "merchant-return-policy.json" })
        foreach (var storefront in new[] { "%00", "demo%00" })
        {
            using var answer = await client.GetAsync(
                $"/v1/policy/{path}?storefront={storefront}",
                TestContext.Current.CancellationToken
            );
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
        service.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Machines_read_days_fees_and_refunds_of_the_presets()
    {
        var eu = GetMerchantReturnPolicy.Of(Published(FashionEu), Today);

        eu.Text("@type").ShouldBe("MerchantReturnPolicy");
        ((int)eu["merchantReturnDays"]!).ShouldBe(14);
        eu.Text("returnFees").ShouldBe("https://schema.org/ReturnFeesCustomerResponsibility");
        eu.Text("itemDefectReturnFees").ShouldBe("https://schema.org/FreeReturn");
        eu["refundType"]!
            .AsArray()
            .Select(x => x!.ToString())
            .ShouldBe(["https://schema.org/FullRefund", "https://schema.org/StoreCreditRefund"]);
        ((int)GetMerchantReturnPolicy.Of(Published(Fashion), Today)["merchantReturnDays"]!).ShouldBe(7);
    }

    [Fact]
    public void A_season_is_published_for_its_next_time()
    {
        var policy = Fashion.With(
            "windows/0",
            """{"rule": "christmas", "when": {"delivered": {"from": "12-01", "to": "01-05"}}, "then": {"days": 7, "until": "01-31"}}"""
        );

        var season = GetMerchantReturnPolicy.Of(Published(policy), Today)["returnPolicySeasonalOverride"]![0]!;

        (season.Text("startDate"), season.Text("endDate")).ShouldBe(("2026-12-01", "2027-01-05"));
        ((int)season["merchantReturnDays"]!).ShouldBe(61);
    }

    [Theory]
    [InlineData("NZ", 30, 1)]
    [InlineData("AU", 14, 0)]
    [InlineData(null, 14, 0)]
    public void The_window_of_the_storefronts_own_country_is_the_general_one(string? country, int days, int seasons)
    {
        var policy = Fashion with
        {
            Windows =
            [
                Window("christmas", 60, new() { Country = ["NZ"], Delivered = new(new(1, 1), new(12, 31)) }),
                Window("shoes_in_spring", 90, new() { Category = ["shoes"], Ordered = new(new(3, 1), new(5, 31)) }),
                Window("islands", 30, new() { Country = ["NZ"] }),
                Window("online", 14, new() { SoldIn = ["online"] }),
                Window("shops", 7, RuleConditions.None),
            ],
        };

        var published = GetMerchantReturnPolicy.Of(Published(policy, country), Today);

        ((int)published["merchantReturnDays"]!).ShouldBe(days);
        (published["returnPolicySeasonalOverride"]?.AsArray().Count ?? 0).ShouldBe(seasons);

        static PolicyRule<WindowTerms> Window(string rule, int days, RuleConditions when) =>
            new()
            {
                Rule = rule,
                When = when,
                Then = new() { Days = days },
            };
    }

    [Fact]
    public void People_read_steps_times_fees_and_who_pays_in_both_languages()
    {
        var english = new PolicyPage(Published(FashionEu), "en").ToHtml();
        var chinese = new PolicyPage(Published(Fashion), "zh-CN").ToHtml();

        english.ShouldContain("within 14 days of delivery");
        english.ShouldContain("We inspect the goods and refund within 14 days of arrival");
        english.ShouldContain("faulty goods: we refund the delivery charge, we pay the return postage");
        chinese.ShouldContain("自签收次日起7天内");
        chinese.ShouldContain("门店购买");
        chinese.ShouldContain("清仓商品按现状出售");
        chinese.ShouldContain("<html lang=\"zh-CN\">");
    }

    [Theory]
    [InlineData("zh", "zh-CN", "退货期限", "清仓商品按现状出售")]
    [InlineData("zh-SG", "zh-CN", "退货期限", "清仓商品按现状出售")]
    [InlineData("zh-TW", "en", "Return period", "Final sale")]
    [InlineData("zh-Hant", "en", "Return period", "Final sale")]
    [InlineData("zhx", "en", "Return period", "Final sale")]
    [InlineData("fr", "en", "Return period", "Final sale")]
    public void A_page_is_in_English_for_who_reads_no_simplified_Chinese(
        string language,
        string found,
        string title,
        string ofDocument
    )
    {
        var page = new PolicyPage(Published(Fashion), language).ToHtml();

        page.ShouldContain($"<html lang=\"{found}\">");
        page.ShouldContain($"<h2>{title}</h2>");
        page.ShouldContain(ofDocument, Case.Insensitive);
    }

    [Fact]
    public void Nothing_of_a_document_becomes_markup_or_script()
    {
        const string Evil = "<script>alert(1)</script>\"'&";
        var policy = Fashion with
        {
            Exclusions =
            [
                new()
                {
                    Rule = "evil",
                    Then = new() { Returnable = false },
                    Text = new(Evil, Evil),
                },
            ],
            Windows =
            [
                new()
                {
                    Rule = "all",
                    When = new() { Category = [Evil] },
                    Then = new() { Days = 1 },
                },
                .. Fashion.Windows,
            ],
            Standing = new() { Appeal = new(Evil, Evil) },
        };

        var html = new PolicyPage(Published(policy) with { Storefront = Evil }, "en").ToHtml();
        var json = GetMerchantReturnPolicy.Of(Published(policy) with { Storefront = Evil }, Today).ToJsonString();

        html.ShouldNotContain("<script");
        json.ShouldNotContain("<script");
        JsonNode.Parse(json)!.Text("name").ShouldBe(Evil);
    }

    [Fact]
    public async Task Both_are_served_without_a_key_for_a_storefront_that_is_known()
    {
        var shop = $"shop-{Guid.NewGuid():N}"[..20];
        await returns.SendAsync(
            HttpMethod.Put,
            "/v1/policy",
            new { preset = "fashion-eu" },
            "settings",
            storefronts: [shop]
        );
        using var nobody = new HttpClient { BaseAddress = new Uri(returns.Service.Address) };

        using var page = await nobody.AskAsync($"/v1/policy/page?storefront={shop}&language=zh-CN");
        using var json = await nobody.AskAsync($"/v1/policy/merchant-return-policy.json?storefront={shop}");

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("14天");
        json.Content.Headers.ContentType!.MediaType.ShouldBe("application/ld+json");
        await nobody.AskAsync("/v1/policy/page?storefront=unknown").ShouldBeProblemAsync(404, "not_found");
        await nobody.AskAsync("/v1/policy/page").ShouldBeProblemAsync(400, "malformed_request");
        await nobody
            .AskAsync($"/v1/policy/page?storefront={shop}&language={new string('-', 36)}")
            .ShouldBeProblemAsync(400, "invalid_request");
        await nobody.AskAsync($"/v1/policy/page?storefront={shop}&x=1").ShouldBeProblemAsync(400, "unknown_parameter");
    }

    private static PublishedPolicy Published(PolicyDocument policy, string? country = null) =>
        PublishedPolicy.Of(
            "shop",
            country is null ? null : new StorefrontSettings("shop", country, "UTC", ["en"], "EUR"),
            policy,
            new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)
        );
}
