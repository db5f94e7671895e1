using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class StrangersTests(LocalMesh mesh)
{
    private readonly Shop _shop = new(mesh.Api);

    [Fact]
    public async Task A_missing_or_wrong_key_or_role_is_refused()
    {
        var number = await _shop.OrderedAsync(1);
        var request = Shop.Request(number, "x");

        (await mesh.Api.SendAsync(HttpMethod.Post, "/v1/returns", key: null, request, "k")).ShouldBeProblem(
            HttpStatusCode.Unauthorized,
            "unauthenticated"
        );
        (await mesh.Api.RequestReturnAsync(request, key: "no-such-key")).ShouldBeProblem(
            HttpStatusCode.Unauthorized,
            "unauthenticated"
        );
        (await mesh.Api.RequestReturnAsync(request, key: "local-warehouse")).ShouldBeProblem(
            HttpStatusCode.Forbidden,
            "forbidden"
        );
        await _shop.StillFreeAsync(number, 1);
    }

    [Fact]
    public async Task Inbound_identity_headers_are_ignored()
    {
        var answer = await mesh.Api.SendAsync(
            HttpMethod.Get,
            "/v1/refunds",
            "local-storefront-2",
            change: request =>
            {
                request.Headers.Add("X-User", "local-admin");
                request.Headers.Add("X-Roles", "admin");
                request.Headers.Add("X-Storefront-Id", "demo");
            }
        );

        answer.Text.ShouldNotContain("W-");
        var without = await mesh.Api.GetAsync("/v1/refunds", "local-storefront-2");
        answer.Text.ShouldBe(without.Text);
    }

    [Fact]
    public async Task Another_storefronts_return_and_order_are_not_found()
    {
        var number = await _shop.OrderedAsync(1);
        var made = (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x"))).ShouldBe(HttpStatusCode.Created);
        var id = (string)made.Json!["id"]!;

        foreach (
            var path in new[] { $"/v1/returns/{id}", $"/v1/returns/{id}/timeline", $"/v1/returns/{Guid.NewGuid()}" }
        )
        {
            (await mesh.Api.GetAsync(path, "local-storefront-2")).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        }
        (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x"), key: "local-storefront-2")).ShouldBeProblem(
            HttpStatusCode.UnprocessableEntity,
            "unknown_order"
        );
        (await mesh.Api.GetAsync("/v1/returns/not-a-uuid")).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }
}
