using System.Net;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

public sealed class ProblemTests
{
    [Fact]
    public async Task A_problem_of_the_gateway_names_its_trace_as_those_of_services_do()
    {
        await using var gateway = await TestGateway.StartAsync(demoKeys: LimitTests.Keys);

        var refused = await gateway.Api.GetAsync("/v1/returns", "no-key");
        var tooLarge = await gateway.Api.PostAsync("/v1/returns", "a", new string(' ', 2_000_000));
        var nothing = await gateway.Api.GetAsync("/nothing", "a");

        refused.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        tooLarge.ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        nothing.ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
        foreach (var answer in new[] { refused, tooLarge, nothing })
        {
            ((string?)answer.Json!["traceId"]).ShouldNotBeNullOrEmpty();
        }
    }
}
