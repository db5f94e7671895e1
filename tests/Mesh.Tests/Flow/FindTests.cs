using System.Net;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>Staff find anything by how it begins, through the gateway.</summary>
public sealed class FindTests(LocalMesh mesh)
{
    [Fact]
    public async Task An_order_is_found_by_the_beginning_of_its_number_and_its_returns_by_all_of_it()
    {
        var number = await new Shop(mesh.Api).OrderedAsync(1);
        var made = (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x"))).ShouldBe(HttpStatusCode.Created);

        var found = (await mesh.Api.GetAsync($"/v1/find?q={number[..^2]}", "local-warehouse")).ShouldBe(
            HttpStatusCode.OK
        );
        var returns = (await mesh.Api.GetAsync($"/v1/returns?orderNumber={number}")).ShouldBe(HttpStatusCode.OK);

        found.Json!["items"]!.AsArray().ShouldContain(x => (string?)x!["text"] == number);
        found.Json["unanswered"]!.AsArray().ShouldBeEmpty();
        returns.Json!["items"]!.AsArray().Select(x => (string?)x!["id"]).ShouldBe([(string?)made.Json!["id"]]);
        var other = await mesh.Api.GetAsync($"/v1/find?q={number}&storefrontId=demo-2", "local-agent");
        other.Json!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\U0001F3FF")]
    [InlineData("\U0001F600")]
    [InlineData("\uD7A3")]
    public async Task Any_character_may_be_the_last_of_the_text(string last)
    {
        var begin = $"find-{Guid.NewGuid():N}{last}";
        (await mesh.Api.PutOrderAsync($"{begin}-1", Shop.Order(1, 1000))).Status.ShouldBe(HttpStatusCode.Created);

        var found = await mesh.Api.GetAsync($"/v1/find?q={Uri.EscapeDataString(begin)}", "local-agent");

        found.ShouldBe(HttpStatusCode.OK).Json!["items"]!.AsArray().Single()!["text"]!
            .ToString()
            .ShouldBe($"{begin}-1");
    }

    [Fact]
    public async Task A_storefront_or_a_short_text_is_refused_and_a_services_own_part_is_not_public()
    {
        (await mesh.Api.GetAsync("/v1/find?q=abc")).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await mesh.Api.GetAsync("/v1/find?q=ab", "local-agent")).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "invalid_request"
        );
        (await mesh.Api.GetAsync("/v1/find", "local-agent")).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "malformed_request"
        );
        (await mesh.Api.GetAsync("/v1/find/returns?q=abc", "local-agent")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
