using System.Net;
using AfterSalesMesh.Mesh.Tests.Flow;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

/// <summary>Each <c>%xx</c> of a path is decoded once, wherever its text goes.</summary>
public sealed class PathTests(LocalMesh mesh)
{
    private static readonly Dictionary<string, Caller> Keys = new()
    {
        ["key"] = new("shop", "Shop", ["demo"], [Roles.Storefront]),
    };

    [Theory]
    [InlineData("/v1/orders/a%2Fn")]
    [InlineData("/v1/orders/a%252Fn")]
    [InlineData("/v1/orders/%41b%2fc?x=%2F%25&y=a+b")]
    [InlineData("/v1/orders/gr%C3%BC%C3%9Fe%20%E4%BD%A0")]
    [InlineData("/v1/orders/a;b=c,d:e@f")]
    public async Task A_service_gets_the_path_as_it_was_sent(string target)
    {
        await using var service = await StubService.StartAsync(http =>
            http.Response.WriteAsync(RawPath.TargetOf(http))
        );
        await using var gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["returns"] = service.Address },
            demoKeys: Keys
        );

        var answer = await RawHttp.SendAsync(gateway.Address, $"GET {target} HTTP/1.1", "Authorization: Bearer key");

        answer.ShouldStartWith("HTTP/1.1 200 ");
        answer.ShouldContain(target);
    }

    [Fact]
    public async Task A_slash_and_its_encoded_form_are_two_order_numbers()
    {
        var prefix = $"O-{Guid.NewGuid():N}"[..12];
        var order = Journey.Order("p", 1000, Journey.Line("a", 1, 1000));

        foreach (var number in new[] { $"{prefix}/n", $"{prefix}%2Fn", $"{prefix}%252Fn" })
        {
            (await mesh.Api.PutOrderAsync(Uri.EscapeDataString(number), order)).ShouldBe(HttpStatusCode.Created);
            var asked = await mesh.Api.RequestReturnAsync(
                new
                {
                    orderNumber = number,
                    channel = "web",
                    lines = new[] { Journey.Ask("a", 1) },
                }
            );
            asked.ShouldBe(HttpStatusCode.Created);
            ((string?)asked.Json!["orderNumber"]).ShouldBe(number);
        }
    }

    [Theory]
    [InlineData("/v1/orders/a%zz", "two hexadecimal digits")]
    [InlineData("/v1/orders/a%", "two hexadecimal digits")]
    [InlineData("/v1/orders/a%FF", "UTF-8")]
    [InlineData("/v1/orders/a%C0%AF", "UTF-8")]
    [InlineData("/v1/orders/../refunds", "written out")]
    [InlineData("/v1/orders/%2e%2e/refunds", "written out")]
    [InlineData("/v1/refunds/.", "written out")]
    [InlineData("/v1/refunds/%2e", "written out")]
    [InlineData("/v1/refunds/%2E?limit=1", "written out")]
    [InlineData("/v1/orders/n/..", "written out")]
    [InlineData("/v1/orders/n/%2e.", "written out")]
    [InlineData("/v1/orders/n/./", "written out")]
    [InlineData("/v1/webhooks/stripe/../../refunds", "written out")]
    [InlineData("http://localhost/v1/refunds", "written out")]
    [InlineData("http://example.org/v1/refunds", "cannot be parsed")]
    [InlineData("/v1/orders/a%00", "cannot be parsed")]
    [InlineData("/%00", "cannot be parsed")]
    public async Task An_ambiguous_path_is_refused_with_a_reason(string target, string sentence)
    {
        var answer = await RawHttp.SendAsync(
            await mesh.AddressAsync(),
            $"GET {target} HTTP/1.1",
            "Authorization: Bearer local-finance"
        );

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("application/problem+json");
        answer.ShouldContain("urn:aftersales:problem:malformed_request");
        answer.ShouldContain(sentence);
    }

    [Fact]
    public async Task A_dot_behind_an_order_number_does_not_overwrite_the_order()
    {
        var number = Shop.NewOrder();
        (await mesh.Api.PutOrderAsync(number, Shop.Order(1, 1000))).ShouldBe(HttpStatusCode.Created);

        var answer = await RawHttp.SendAsync(
            await mesh.AddressAsync(),
            $"PUT /v1/orders/{number}/. HTTP/1.1",
            "Authorization: Bearer local-storefront",
            "Content-Length: 0"
        );

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("written out");
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a%2Fn", "a/n")]
    [InlineData("a%252Fn", "a%2Fn")]
    [InlineData("%25252F", "%252F")]
    [InlineData("gr%C3%BC%c3%9fe", "grüße")]
    [InlineData("a+b", "a+b")]
    [InlineData("%", null)]
    [InlineData("%2", null)]
    [InlineData("%-1", null)]
    [InlineData("%C3", null)]
    public void A_segment_is_decoded_once(string segment, string? text) => RawPath.Decode(segment).ShouldBe(text);
}
