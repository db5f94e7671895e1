using System.Net;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class PolicyFlowTests(LocalMesh mesh)
{
    [Fact]
    public async Task The_published_policy_needs_no_key_and_the_other_routes_do()
    {
        var shop = new Shop(mesh.Api);
        await shop.StillFreeAsync(await shop.OrderedAsync(1), 1);

        (await NobodyAsync("/schemas/policy.json")).ShouldBe(HttpStatusCode.OK);
        (await NobodyAsync("/v1/policy/page?storefront=demo")).ShouldBe(HttpStatusCode.OK).Text.ShouldContain("<h1>");
        (await NobodyAsync("/v1/policy/merchant-return-policy.json?storefront=demo"))
            .ShouldBe(HttpStatusCode.OK)
            .Text.ShouldContain("MerchantReturnPolicy");
        foreach (var path in new[] { "/v1/policy", "/v1/policy/versions", "/v1/policy/pages" })
        {
            (await NobodyAsync(path)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        }
        ((string?)(await mesh.Api.GetAsync("/v1/policy", "local-storefront")).Json!["name"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_document_of_10_MB_is_refused_before_any_service_reads_it() =>
        (
            await mesh.Api.SendAsync(
                HttpMethod.Put,
                "/v1/policy",
                "local-storefront",
                new { document = new { name = new string('x', 10_000_000) } }
            )
        ).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");

    private Task<Answer> NobodyAsync(string path) => mesh.Api.SendAsync(HttpMethod.Get, path, key: null);
}
