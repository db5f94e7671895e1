using System.Net;
using AfterSalesMesh.Mesh.Tests.Flow;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

public sealed class DemoKeyTests(LocalMesh mesh)
{
    [Theory]
    [InlineData("local-admin")]
    [InlineData("local-finance")]
    [InlineData("local-storefront")]
    public async Task A_gateway_started_on_the_data_of_a_demonstration_knows_none_of_its_keys(string key)
    {
        (await mesh.Api.GetAsync("/v1/nothing", key)).ShouldBe(HttpStatusCode.NotFound);
        await using var gateway = await TestGateway.StartAsync(
            settings: new Dictionary<string, string?> { ["AFTERSALES_DATA"] = await mesh.DataAsync() }
        );

        (await gateway.Api.GetAsync("/v1/refunds", key)).ShouldBeProblem(
            HttpStatusCode.Unauthorized,
            "unauthenticated"
        );
    }
}
