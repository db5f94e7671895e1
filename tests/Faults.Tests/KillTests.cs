using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Faults.Tests;

public sealed class KillTests
{
    [Fact]
    public async Task Every_return_completes_and_is_paid_once_after_twenty_kills_at_random_moments()
    {
        const int Returns = 50;
        const int Kills = 20;
        var random = new Random(7);
        await using var mesh = new LocalMesh();
        await mesh.StartAsync();
        var kills = 0;

        var journeys = Enumerable
            .Range(0, Returns)
            .Select(async i =>
            {
                // Spread over the kills, so that some of them meet every step.
                await Eventually.IsTrueAsync(
                    () => Volatile.Read(ref kills) >= i * Kills / Returns,
                    TimeSpan.FromMinutes(10)
                );
                var journey = new Journey(mesh.Api, $"K-{i:000}");
                await journey.OrderAsync(
                    Journey.Order(journey.Payment, 3000 + i, Journey.Line("a", 1, 1000), Journey.Line("b", 2, 1000))
                );
                var it = await journey.CompleteAsync(("a", 1), ("b", 2));
                return (journey.Payment, Refunded: Journey.Refunded(it));
            })
            .ToList();
        for (; kills < Kills; Interlocked.Increment(ref kills))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 2500)), TestContext.Current.CancellationToken);
            await mesh.KillAsync();
            await mesh.StartAsync();
        }

        foreach (var (payment, refunded) in await Task.WhenAll(journeys))
        {
            refunded.ShouldBe(3000);
            (await mesh.PaidAsync(payment)).ShouldBe([3000]);
        }
    }

    [Fact]
    public async Task A_return_completes_with_the_right_refund_when_the_process_is_killed_after_each_call()
    {
        await using var mesh = new LocalMesh();
        await mesh.StartAsync();
        var journey = new Journey(mesh.Api, "K-each");
        Func<Task>[] calls =
        [
            () => journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000))),
            () => journey.RequestAsync(Journey.Ask("a", 1)),
            journey.ScanAsync,
            () => journey.UnitAsync("a"),
            journey.CloseAsync,
            () => journey.JudgeAsync(),
        ];

        foreach (var call in calls)
        {
            await call();
            await mesh.KillAsync();
            await mesh.StartAsync();
        }

        Journey.Refunded(await journey.UntilStatusAsync("completed")).ShouldBe(1000);
        (await mesh.PaidAsync(journey.Payment)).ShouldBe([1000]);
    }
}
