using System.Diagnostics.Metrics;
using MassTransit;

namespace AfterSalesMesh.DurableMessaging.Capture;

/// <summary>Counts what is tried again, by kind and queue: what an operator sees first of an outage or of poison.</summary>
internal static class Retries
{
    private static readonly Meter Meter = new(Tracing.Source);
    private static readonly Counter<long> Count = Meter.CreateCounter<long>(
        "aftersales.retries",
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
