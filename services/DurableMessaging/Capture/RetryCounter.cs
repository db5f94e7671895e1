using System.Diagnostics.Metrics;
using MassTransit;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>Counts retries by kind and queue: the first sign of an outage.</summary>
internal static class RetryCounter
{
    private static readonly Meter Meter = new(Tracing.Source);
    private static readonly Counter<long> Count = Meter.CreateCounter<long>(
        "durable_messaging.retries",
        "{retry}",
        "Messages tried again in place"
    );

    public static void Add(Exception exception, PipeContext context)
    {
        if (!Count.Enabled)
        {
            return;
        }
        var kind =
            Outage.Is(exception) ? "outage"
            : Outage.IsConflict(exception) ? "conflict"
            : "fault";
        var queue = (context as ConsumeContext)?.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
        Count.Add(1, new("kind", kind), new("messaging.destination.name", queue));
    }
}
