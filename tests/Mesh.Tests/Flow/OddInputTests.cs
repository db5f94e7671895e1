using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>What no one sends on purpose.</summary>
public sealed class OddInputTests(LocalMesh mesh)
{
    private static string NewOrder() => $"O-{Guid.NewGuid():N}"[..14];

    [Theory]
    [InlineData("Idempotency-Key")]
    [InlineData("User-Agent")]
    public async Task A_header_that_is_not_ASCII_is_refused_and_named(string header)
    {
        var answer = await RawHttp.SendBytesAsync(
            await mesh.AddressAsync(),
            $"POST /v1/returns HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer local-storefront\r\n"
                + $"Content-Type: application/json\r\nContent-Length: 2\r\n{header}: sch\u00e4l\r\n\r\n{{}}"
        );

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain($"The header {header} ");
    }

    [Theory]
    [InlineData("GET /v1/returns/a%00b HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("PUT /v1/orders/%00 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("GET /v1/returns HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n")]
    public async Task A_request_that_the_server_cannot_parse_gets_a_problem(string request)
    {
        var answer = await RawHttp.SendBytesAsync(await mesh.AddressAsync(), request);

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("Content-Type: application/problem+json");
        answer.ShouldContain("\"type\":\"urn:aftersales:problem:malformed_request\"");
    }

    [Fact]
    public async Task An_order_number_may_contain_a_slash()
    {
        var number = $"{NewOrder()}/1";
        var order = Journey.Order("p", 1000, Journey.Line("a", 1, 1000));

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

    [Theory]
    [InlineData("\"deliveredAt\":\"9999-01-01T00:00:00Z\"", "deliveredAt")]
    [InlineData("\"deliveredAt\":\"1970-01-01T00:00:00Z\"", "deliveredAt")]
    [InlineData("\"customer\":{\"reference\":\"c\\u0007\"}", "customer.reference")]
    [InlineData("\"customer\":{\"reference\":\"c\",\"email\":\"a@b\\nBcc: c@d\"}", "customer.email")]
    [InlineData("\"customer\":{\"reference\":\"c\",\"email\":\"nobody\"}", "customer.email")]
    [InlineData("\"customer\":{\"reference\":\"c\",\"locale\":\"../../x\"}", "customer.locale")]
    [InlineData("\"decimals\":0", "decimals")]
    [InlineData("\"shipping\":{\"amount\":100,\"tax\":101}", "shipping.tax")]
    public async Task An_implausible_order_field_is_refused_with_its_path(string field, string where)
    {
        var answer = await mesh.Api.PutOrderAsync(NewOrder(), OrderWith(field));

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request").Json!["errors"]![where].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_duplicate_field_is_refused() =>
        (await mesh.Api.PutOrderAsync(NewOrder(), OrderWith("\"currency\":\"USD\""))).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "malformed_json"
        );

    [Theory]
    [InlineData("limit=many", "'many' is not valid for limit: it must be a whole number.")]
    [InlineData("returnId=4711", "'4711' is not valid for returnId: it must be a UUID.")]
    public async Task A_parameter_of_the_wrong_type_is_explained(string query, string sentence) =>
        (await mesh.Api.GetAsync($"/v1/inspections?{query}", "local-inspector"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "malformed_request")
            .Text.ShouldContain(sentence);

    [Fact]
    public async Task A_missing_body_is_explained() =>
        (
            await mesh.Api.SendAsync(
                HttpMethod.Post,
                "/v1/returns",
                "local-storefront",
                idempotencyKey: Guid.NewGuid().ToString()
            )
        ).Text.ShouldContain("must be JSON, with Content-Type: application/json.");

    private static string OrderWith(string field) =>
        $$"""
            {"currency":"EUR",{{field}},"lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":100}],
             "payments":[{"reference":"p","method":"card","captured":100}]}
            """;
}
