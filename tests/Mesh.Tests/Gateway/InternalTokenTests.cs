using System.Net;
using System.Net.Http.Headers;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.ServiceDefaults.Identity;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

/// <summary>What a service accepts from the gateway. The fixture's process holds a second service, <c>test</c>, as Local holds several.</summary>
public sealed class InternalTokenTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("refund", HttpStatusCode.OK)]
    [InlineData("returns", HttpStatusCode.Unauthorized)]
    [InlineData("test", HttpStatusCode.Unauthorized)]
    [InlineData("aftersales-services", HttpStatusCode.Unauthorized)]
    public async Task A_token_fits_the_one_service_that_it_names(string service, HttpStatusCode expected) =>
        (await GetRefundsAsync(service, DateTimeOffset.UtcNow)).ShouldBe(expected);

    [Fact]
    public async Task A_token_ends_a_few_seconds_after_its_minute() =>
        (await GetRefundsAsync("refund", DateTimeOffset.UtcNow.AddSeconds(-66))).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_token_of_a_gateway_whose_clock_is_a_little_ahead_is_valid() =>
        (await GetRefundsAsync("refund", DateTimeOffset.UtcNow.AddSeconds(3))).ShouldBe(HttpStatusCode.OK);

    private async Task<HttpStatusCode> GetRefundsAsync(string service, DateTimeOffset madeAt)
    {
        using var tokens = new InternalToken(refunds.Service.PrivateKey, new JumpingClock(madeAt));
        using var client = new HttpClient { BaseAddress = new Uri(refunds.Service.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            tokens.For(new Caller("finance", "Finance", [Shop], [Roles.Finance]), service)
        );
        return (await client.GetAsync("/v1/refunds", TestContext.Current.CancellationToken)).StatusCode;
    }
}
