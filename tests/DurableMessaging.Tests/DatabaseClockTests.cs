using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class DatabaseClockTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("sqlite", 8, 8, 8)]
    [InlineData("postgres", 8, 8, 8)]
    [InlineData("postgres", 8, 0, 0)]
    [InlineData("postgres", -8, 0, 0)]
    public async Task A_clock_put_ahead_on_purpose_stays_ahead_and_a_wrong_one_is_corrected(
        string database,
        int daysAhead,
        int daysOnPurpose,
        int expected
    )
    {
        await using var world = await TestWorld.CreateAsync(
            database,
            postgres,
            broker: null,
            new AheadOfTime(daysAhead)
        );
        var services = world.Build().Services;
        services.GetRequiredService<IOptions<DurableMessagingOptions>>().Value.ClockOffset = TimeSpan.FromDays(
            daysOnPurpose
        );
        var clock = services.GetRequiredService<DatabaseClock<ShopDb>>();

        await clock.StartAsync(TestWorld.Cancelled);
        await clock.Known.WaitAsync(TestWorld.Cancelled);

        (clock.UtcNow - DateTimeOffset.UtcNow).ShouldBe(TimeSpan.FromDays(expected), TimeSpan.FromSeconds(5));
        await clock.StopAsync(TestWorld.Cancelled);
    }

    private sealed class AheadOfTime(int days) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(days);
    }
}
