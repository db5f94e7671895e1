using System.Net.Sockets;
using AfterSalesMesh.DurableMessaging.Delivery;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class RefusalTests(PostgresFixture postgres)
{
    public static TheoryData<Exception, bool> Exceptions =>
        new()
        {
            { new MessageReturnedException(), true },
            { new MassTransitException("could not be sent", Closed(406)), true },
            { Closed(403), true },
            { new UriFormatException("not an address"), true },
            { Closed(320), false },
            { Closed(541), false },
            { new AlreadyClosedException(Reason(320)), false },
            { new BrokerUnreachableException(new SocketException()), false },
            { new MassTransitException("no answer", new TimeoutException()), false },
            { new OperationCanceledException(), false },
            { new TimeoutException(), false },
            { new IOException("reset", new SocketException()), false },
        };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Only_a_refusal_of_the_message_itself_counts_as_a_refusal(Exception exception, bool refused) =>
        Refusal.Is(exception).ShouldBe(refused);

    [Fact]
    public async Task A_broker_that_confirms_nothing_for_a_while_makes_no_failure()
    {
        await using var broker = await RabbitMqServer.OwnAsync();
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, broker.Uri);
        var node = await world.StartAsync();
        await node.PublishAsync(new WriteDown("before"));
        await world.UntilLinesAsync("heard: before", 1);
        await world.UntilOutboxIsEmptyAsync();

        // It answers, and lets nobody publish: no confirm comes.
        await broker.ControlAsync("set_vm_memory_high_watermark", "0.0001");
        await node.PublishAsync(new WriteDown("blocked"));
        await world.RefusedBeforeAsync(OutboxSweep<ShopDb>.MaxRefusals - 1);
        // Longer than a try waits for its confirm.
        await Task.Delay(TimeSpan.FromSeconds(30), TestWorld.Cancelled);
        await using (var db = world.Open())
        {
            (await db.Failures.CountAsync(TestWorld.Cancelled)).ShouldBe(0);
            (await db.Outbox.SingleAsync(TestWorld.Cancelled)).Refusals.ShouldBe(OutboxSweep<ShopDb>.MaxRefusals - 1);
        }
        await broker.ControlAsync("set_vm_memory_high_watermark", "0.4");

        await Eventually.IsTrueAsync(
            async () =>
            {
                await world.AgeOutboxAsync();
                return await world.LinesAsync("heard: blocked") == 1;
            },
            TimeSpan.FromSeconds(60)
        );
        (await world.LinesAsync("blocked")).ShouldBe(1);
    }

    private static OperationInterruptedException Closed(ushort code) => new(Reason(code));

    private static ShutdownEventArgs Reason(ushort code) => new(RabbitMQ.Client.ShutdownInitiator.Peer, code, "closed");
}
