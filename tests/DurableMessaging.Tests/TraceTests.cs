using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging.Tests.World;
using AfterSalesMesh.Parts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests;

public sealed class TraceTests(PostgresFixture postgres, RabbitMqFixture rabbit)
{
    private static readonly ActivitySource Requests = new("requests");

    [Fact]
    public async Task A_message_sent_by_the_sweep_stays_in_the_trace_that_committed_it()
    {
        ConcurrentQueue<Activity> ended = new();
        using var listener = Listen(ended);
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, (await rabbit.ServerAsync()).Uri);
        ActivityTraceId trace;
        ActivitySpanId root;
        using (var request = Requests.StartActivity("request", ActivityKind.Server, default(ActivityContext)))
        {
            (trace, root) = (request!.TraceId, request.SpanId);
            await world.Build().PublishAsync(new WriteDown("traced"));
        }
        await world.AgeOutboxAsync();

        await world.StartAsync();
        await world.UntilLinesAsync("heard: traced", 1);
        await world.UntilOutboxIsEmptyAsync();

        List<Activity> Spans() => [.. ended.Where(x => x.TraceId == trace)];
        // The message, sent and consumed, and the event that its consumer says.
        await Eventually.IsTrueAsync(
            () => Spans().Count(x => x.OperationName.EndsWith(" receive", StringComparison.Ordinal)) == 2,
            TimeSpan.FromSeconds(20),
            () => string.Join('\n', Spans().Select(x => $"{x.OperationName} {x.SpanId} < {x.ParentSpanId}"))
        );
        var known = Spans().Select(x => x.SpanId).Append(default).ToHashSet();
        Spans().ShouldAllBe(x => known.Contains(x.ParentSpanId));
        Spans().Count(x => x.ParentSpanId == default).ShouldBe(1);
        Spans().ShouldContain(x => x.ParentSpanId == root);
    }

    [Fact]
    public async Task Retries_are_counted_by_kind_and_queue()
    {
        await using var world = await TestWorld.CreateAsync("sqlite", postgres, broker: null);
        ConcurrentQueue<string> counted = new();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Name == "durable_messaging.retries")
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) => counted.Enqueue(string.Join(' ', tags.ToArray().Select(x => x.Value)))
        );
        listener.Start();
        var node = await world.StartAsync();

        await node.PublishAsync(new WriteDown("poison"));

        // Three tries; and three more where the first sweep of a transport that forgets has sent the message once more.
        await Eventually.IsTrueAsync(
            () => counted.Count(x => x == $"fault {world.Queue("write-down")}") is 3 or 6,
            TimeSpan.FromSeconds(20),
            () => string.Join('\n', counted)
        );
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or "requests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
