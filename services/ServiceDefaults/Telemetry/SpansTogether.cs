using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Spans of this process that do not know which return they are about wait for the outermost of their work to end: by then
/// it is known, and they say so, too.
/// </summary>
internal sealed class SpansTogether(BaseProcessor<Activity> export) : CompositeProcessor<Activity>([export])
{
    private const string Held = "aftersales.held";

    public override void OnEnd(Activity data)
    {
        var outermost = data;
        while (outermost.Parent is { } parent)
        {
            outermost = parent;
        }
        if (outermost != data && ReturnTrace.Of(data) is null && ReturnTrace.Of(outermost) is null)
        {
            HeldBy(outermost).Enqueue(data);
            if (!outermost.IsStopped)
            {
                return;
            }
        }
        else
        {
            Leave(data, outermost);
            if (outermost != data)
            {
                return;
            }
        }
        // Also by a span that outlived the outermost, and came just too late for it.
        while (HeldBy(outermost).TryDequeue(out var span))
        {
            Leave(span, outermost);
        }
    }

    private void Leave(Activity span, Activity outermost)
    {
        if (ReturnTrace.Of(span) is null && ReturnTrace.Of(outermost) is { } id)
        {
            span.SetTag(ReturnTrace.ReturnId, id);
        }
        base.OnEnd(span);
    }

    private static ConcurrentQueue<Activity> HeldBy(Activity outermost)
    {
        lock (outermost)
        {
            if (outermost.GetCustomProperty(Held) is not ConcurrentQueue<Activity> held)
            {
                outermost.SetCustomProperty(Held, held = new ConcurrentQueue<Activity>());
            }
            return held;
        }
    }
}
