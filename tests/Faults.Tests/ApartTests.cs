using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Faults.Tests;

[Collection(nameof(Alone))]
public sealed class ApartTests(ApartMesh mesh) : IClassFixture<ApartMesh>
{
    [Fact]
    public async Task Two_hundred_returns_survive_the_restart_of_broker_and_database_and_are_paid_once()
    {
        const int Orders = 100;
        var requested = 0;
        var journeys = Enumerable
            .Range(0, Orders)
            .Select(async i =>
            {
                var first = new Journey(mesh.Api, $"P-{i:000}");
                await first.OrderAsync(
                    Journey.Order(first.Payment, 10_000, Journey.Line("x", 3, 1001 + i / 3, discount: i % 2))
                );
                Interlocked.Increment(ref requested);
                var second = new Journey(mesh.Api, first.OrderNumber);
                var ends = await Task.WhenAll(first.CompleteAsync(("x", 1)), second.CompleteAsync(("x", 2)));
                return (first.Payment, Told: ends.Sum(Journey.Refunded), Total: 3L * (1001 + i / 3) - i % 2);
            })
            .ToList();

        await Eventually.IsTrueAsync(() => Volatile.Read(ref requested) > Orders / 2, Journey.Timeout);
        await mesh.Broker.StopAsync();
        await AllAreAliveAndNotReadyAsync();
        await mesh.Broker.StartAsync();
        await mesh.Database.StopAsync(immediate: true);
        await AllAreAliveAndNotReadyAsync();
        await mesh.Database.StartAsync();

        foreach (var (payment, told, total) in await Task.WhenAll(journeys))
        {
            told.ShouldBe(total);
            var paid = await mesh.PaidAsync(payment);
            paid.Count.ShouldBe(2);
            paid.Sum().ShouldBe(total);
        }
        // An outage is not poison.
        var queues = await mesh.Broker.QueuesAsync();
        queues.Where(x => x.Key.EndsWith("_error", StringComparison.Ordinal) && x.Value > 0).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_replica_of_each_service_is_replaced_under_load_and_no_request_fails()
    {
        var journey = new Journey(mesh.Api, "P-replace");
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
        await journey.RequestAsync(Journey.Ask("a", 1));
        await journey.UntilStatusAsync("awaiting_parcel");
        var before = mesh.Api.Unanswered.Count;
        List<HttpStatusCode> answers = [];
        using var replaced = new CancellationTokenSource();
        Func<Task<Answer>>[] calls =
        [
            () => mesh.Api.GetAsync($"/v1/returns/{journey.ReturnId}"),
            () => mesh.Api.GetAsync("/v1/inspections", "local-inspector"),
            () => mesh.Api.GetAsync("/v1/refunds", "local-finance"),
            () => mesh.Api.PostAsync("/v1/warehouse/scans", "local-warehouse", Scan()),
        ];
        // One after the other: the replicas that start need the processors, too.
        var load = CallAsync();

        var returns = Enumerable.Range(0, 10).Select(CompleteAsync).ToList();

        foreach (var (address, process) in mesh.FirstReplicas)
        {
            await process.StopAsync();
            process.Start();
            await process.WaitForReadyAsync(new Uri(address, "health/ready"));
        }
        await replaced.CancelAsync();
        await load;
        await Task.WhenAll(returns);

        answers.Count.ShouldBeGreaterThan(100);
        answers.Where(x => x != HttpStatusCode.OK).ShouldBeEmpty();
        // Neither did any call by which whole returns were made meanwhile.
        mesh.Api.Unanswered.Skip(before).ShouldBeEmpty();

        async Task CallAsync()
        {
            for (var i = 0; !replaced.IsCancellationRequested; i++)
            {
                answers.Add((await calls[i % calls.Length]()).Status);
            }
        }
    }

    private async Task CompleteAsync(int number)
    {
        var journey = new Journey(mesh.Api, $"P-meanwhile-{number}");
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
        await journey.CompleteAsync(("a", 1));
    }

    private async Task AllAreAliveAndNotReadyAsync()
    {
        using var http = new HttpClient();
        foreach (var replica in mesh.AllReplicas)
        {
            await Eventually.IsTrueAsync(
                async () => await StatusAsync(replica, "ready") == HttpStatusCode.ServiceUnavailable,
                Journey.Timeout
            );
            (await StatusAsync(replica, "live")).ShouldBe(HttpStatusCode.OK);
        }

        async Task<HttpStatusCode> StatusAsync(Replica replica, string what)
        {
            using var answer = await http.GetAsync(new Uri(replica.Address, $"health/{what}"));
            return answer.StatusCode;
        }
    }

    private static object Scan() =>
        new
        {
            scanId = Guid.NewGuid(),
            receiptId = Guid.NewGuid(),
            code = "nobody's",
            station = "t1",
            scannedAt = DateTimeOffset.UtcNow,
        };
}
