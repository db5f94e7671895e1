using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class BadInputTests(LocalMesh mesh)
{
    private readonly Shop _shop = new(mesh.Api);

    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Theory]
    [InlineData("ghost", "x", 1, "too_small", 422, "unknown_order", "ghost")]
    [InlineData("", "ghost", 1, "too_small", 422, "not_eligible", "unknown_line")]
    [InlineData("", "x", 1, "ugly", 400, "invalid_request", "too_small")]
    [InlineData("", "x", 0, "too_small", 400, "invalid_request", "lines[0].quantity")]
    [InlineData("", "x", -1, "too_small", 400, "invalid_request", "lines[0].quantity")]
    [InlineData("", "x", 3, "too_small", 422, "not_eligible", "quantity_left")]
    public async Task A_request_that_is_not_eligible_is_refused_with_its_reason(
        string otherOrder,
        string line,
        int quantity,
        string reason,
        int status,
        string word,
        string mentions
    )
    {
        var number = await _shop.OrderedAsync(quantity: 2);
        var order = otherOrder.Length > 0 ? otherOrder : number;

        var answer = await mesh.Api.RequestReturnAsync(Shop.Request(order, line, quantity, reason));

        answer.ShouldBeProblem((HttpStatusCode)status, word).Text.ShouldContain(mentions);
        await _shop.StillFreeAsync(number, 2);
    }

    [Theory]
    [InlineData(
        """{"orderNumber":"1","channel":"web","lines":[{"lineId":"x","quantity":1.5,"reason":"too_small","resolution":"refund"}]}""",
        "The value at $.lines[0].quantity must be a whole number, within its range."
    )]
    [InlineData(
        """{"orderNumber":"1","channel":"web","lines":[{"lineId":"x","quantity":"1","reason":"too_small","resolution":"refund"}]}""",
        "$.lines[0].quantity"
    )]
    [InlineData("""{"orderNumber":"1","channel":"web"}""", "lines")]
    [InlineData("""{"orderNumber":null,"channel":"web","lines":[]}""", "$.orderNumber")]
    [InlineData("""{"orderNumber":""", "ends too early")]
    [InlineData("""{"orderNumber":"1""", "ends too early")]
    [InlineData("""{"orderNumber":"1","lines":[{"quantity":-""", "ends too early")]
    [InlineData("""{"orderNumber":"1","lines":[{"quantity":1""", "not valid JSON from line 1, byte 41 on")]
    [InlineData("""{"orderNumber":"1","channel":"web",""", "ends too early")]
    [InlineData("[]", "JSON")]
    [InlineData("not json", "JSON")]
    public async Task A_malformed_body_is_refused_with_the_path_of_the_error(string body, string mentions)
    {
        var answer = await mesh.Api.RequestReturnAsync(body);

        answer.ShouldBeProblem(HttpStatusCode.BadRequest, "malformed_json").Text.ShouldContain(mentions);
        answer.Text.ShouldNotContain("System.");
    }

    [Fact]
    public async Task A_null_in_a_list_is_refused_with_its_path()
    {
        (await mesh.Api.RequestReturnAsync("""{"orderNumber":"1","channel":"web","lines":[null]}"""))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request")
            .Text.ShouldContain("lines[0]");
        (await mesh.Api.PutOrderAsync(Shop.NewOrder(), """{"currency":"EUR","lines":[null],"payments":[null]}"""))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request")
            .Text.ShouldContain("payments[0]");
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_refused()
    {
        var body = $$"""{"orderNumber":"{{new string('x', 10_000_000)}}","channel":"web","lines":[]}""";

        var answer = await mesh.Api.RequestReturnAsync(body);

        answer.ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Fact]
    public async Task A_resolution_that_is_not_available_is_refused()
    {
        var number = await _shop.OrderedAsync(1);
        var request = new
        {
            orderNumber = number,
            channel = "web",
            lines = new[]
            {
                new
                {
                    lineId = "x",
                    quantity = 1,
                    reason = "too_small",
                    resolution = "exchange",
                },
            },
        };

        (await mesh.Api.RequestReturnAsync(request)).ShouldBeProblem(Unprocessable, "resolution_not_available");
        await _shop.StillFreeAsync(number, 1);
    }

    [Theory]
    [InlineData(
        """{"currency":"XYZ","lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":100}],"payments":[{"reference":"p","method":"card","captured":100}]}""",
        400,
        "invalid_request",
        "currency"
    )]
    [InlineData(
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":100}],"payments":[{"reference":"p","method":"card","captured":99}]}""",
        422,
        "payments_do_not_cover",
        "100"
    )]
    [InlineData(
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":9223372036854775808}],"payments":[]}""",
        400,
        "malformed_json",
        "$.lines[0].unitPrice"
    )]
    [InlineData(
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":10000,"unitPrice":9223372036854775807}],"payments":[]}""",
        400,
        "invalid_request",
        "lines[0].unitPrice"
    )]
    [InlineData(
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":0,"unitPrice":100}],"payments":[]}""",
        400,
        "invalid_request",
        "lines[0].quantity"
    )]
    [InlineData(
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":-1}],"payments":[]}""",
        400,
        "invalid_request",
        "lines[0].unitPrice"
    )]
    [InlineData(
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":100,"discount":101}],"payments":[]}""",
        400,
        "invalid_request",
        "lines[0].discount"
    )]
    [InlineData(
        """{"currency":"EUR","lines":[{"lineId":"x","sku":"s","quantity":1,"unitPrice":1},{"lineId":"x","sku":"s","quantity":1,"unitPrice":1}],"payments":[]}""",
        400,
        "invalid_request",
        "lines[1].lineId"
    )]
    [InlineData("""{"currency":"EUR","lines":[],"payments":[]}""", 400, "invalid_request", "lines")]
    [InlineData(
        """{"currency":"EUR","lines":[{"lineId":"x\u0000","sku":"s","quantity":1,"unitPrice":1}],"payments":[]}""",
        400,
        "invalid_request",
        "lines[0].lineId"
    )]
    public async Task An_invalid_order_is_refused_and_not_stored(string body, int status, string word, string mentions)
    {
        var number = Shop.NewOrder();

        var answer = await mesh.Api.PutOrderAsync(number, body);

        answer.ShouldBeProblem((HttpStatusCode)status, word).Text.ShouldContain(mentions);
        (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x"))).ShouldBeProblem(Unprocessable, "unknown_order");
    }

    [Theory]
    [InlineData("""{"quantity":1,"unitPrice":-1,"tax":1,"discount":1}""", "lines[0].unitPrice")]
    [InlineData("""{"quantity":-1,"unitPrice":100,"tax":1,"discount":1,"returned":1}""", "lines[0].quantity")]
    [InlineData("""{"quantity":2147483647,"unitPrice":100}""", "lines[0].quantity")]
    [InlineData("""{"quantity":1,"unitPrice":100,"tax":1,"discount":101}""", "lines[0].discount")]
    public async Task A_wrong_amount_of_an_order_is_one_error_without_those_that_follow_from_it(
        string line,
        string path
    )
    {
        var whole = $$"""
            {"currency":"EUR","discount":5,"lines":[{"lineId":"x","sku":"s",{{line[1..]}}],
             "shipping":{"amount":-1,"tax":1,"discount":1},
             "payments":[{"reference":"p","method":"card","captured":-1,"refunded":1}]}
            """;

        var answer = (await mesh.Api.PutOrderAsync(Shop.NewOrder(), whole)).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "invalid_request"
        );

        answer.Json!["errors"]!
            .AsObject()
            .Select(x => x.Key)
            .ShouldBe(["shipping.amount", path, "payments[0].captured"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_order_may_be_corrected_unless_that_contradicts_a_return()
    {
        var number = await _shop.OrderedAsync(quantity: 2);
        (await mesh.Api.PutOrderAsync(number, Shop.Order(quantity: 3, price: 900))).ShouldBe(HttpStatusCode.OK);
        (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x", 2))).ShouldBe(HttpStatusCode.Created);

        (await mesh.Api.PutOrderAsync(number, Shop.Order(quantity: 3, price: 900))).ShouldBe(HttpStatusCode.OK);
        foreach (
            var other in new[]
            {
                Shop.Order(quantity: 3, price: 901),
                Shop.Order(quantity: 1, price: 900),
                Shop.Order(3, 900, "USD"),
            }
        )
        {
            (await mesh.Api.PutOrderAsync(number, other)).ShouldBeProblem(
                HttpStatusCode.Conflict,
                "contradicts_return"
            );
        }
        var renamed = JsonNode.Parse(JsonSerializer.Serialize(Shop.Order(quantity: 3, price: 900)))!;
        renamed["lines"]![0]!["sku"] = "another";
        (await mesh.Api.PutOrderAsync(number, renamed))
            .ShouldBeProblem(HttpStatusCode.Conflict, "contradicts_return")
            .Text.ShouldContain("line 'x': its units are being returned with the SKU sku-x");
        (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x", 1))).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Unknown_addresses_methods_and_media_types_are_problems_too()
    {
        (await mesh.Api.GetAsync("/v1/nothing")).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        (await mesh.Api.SendAsync(HttpMethod.Delete, "/v1/returns", "local-storefront")).ShouldBeProblem(
            HttpStatusCode.MethodNotAllowed,
            "method_not_allowed"
        );
        (
            await mesh.Api.SendAsync(
                HttpMethod.Post,
                "/v1/returns",
                "local-storefront",
                "<xml/>",
                "k",
                request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/xml")
            )
        ).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        (await mesh.Api.GetAsync("/v1/refunds?status=lost", "local-finance")).ShouldBe(HttpStatusCode.BadRequest);
    }
}
