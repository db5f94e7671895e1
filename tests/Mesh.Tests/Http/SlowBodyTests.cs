using AfterSalesMesh.Mesh.Tests.Gateway;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Http;

/// <summary>A body that stops arriving, sent to a gateway or a service that waits only two seconds for it.</summary>
public sealed class SlowBodyTests
{
    [Theory]
    [InlineData("PUT /v1/orders/4711")]
    [InlineData("POST /v1/returns")]
    public async Task A_service_refuses_a_body_that_does_not_arrive_as_one_to_send_again(string call)
    {
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [],
            configure: WaitTwoSeconds
        );
        using var shop = service.As(Roles.Storefront, "shop");

        await ShouldBeRefusedAsync(new Uri(service.Address), call, shop.DefaultRequestHeaders.Authorization?.Parameter);

        service.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_gateway_refuses_a_body_that_does_not_arrive_as_one_to_send_again()
    {
        await using var service = await StubService.StartAsync(http => http.Request.Body.CopyToAsync(Stream.Null));
        await using var gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["returns"] = service.Address },
            demoKeys: LimitTests.Keys,
            configure: WaitTwoSeconds
        );
        gateway.Log.Lines.Clear();

        await ShouldBeRefusedAsync(gateway.Address, "PUT /v1/orders/4711", token: "a");

        gateway.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gateway_and_a_service_that_get_no_CPU_for_some_seconds_do_not_blame_the_sender()
    {
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            []
        );
        await using var gateway = await TestGateway.StartAsync();

        foreach (var services in new[] { service.Services, gateway.Services })
        {
            var limits = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
            limits.MinRequestBodyDataRate!.GracePeriod.ShouldBeGreaterThan(TimeSpan.FromSeconds(20));
        }
    }

    private static void WaitTwoSeconds(IServiceCollection services) =>
        services.PostConfigure<KestrelServerOptions>(kestrel =>
            kestrel.Limits.MinRequestBodyDataRate = new(SlowBody.MinRate.BytesPerSecond, TimeSpan.FromSeconds(2))
        );

    private static async Task ShouldBeRefusedAsync(Uri server, string call, string? token)
    {
        var answer = await RawHttp.SendBytesAsync(
            server,
            $"{call} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n"
                + "Content-Type: application/json\r\nIdempotency-Key: once\r\nContent-Length: 1000\r\n\r\n{"
        );

        answer.ShouldStartWith("HTTP/1.1 408 ");
        answer.ShouldContain("urn:aftersales:problem:request_timeout");
        answer.ShouldContain("Send the request again");
    }
}
