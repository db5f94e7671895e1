using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// The spans of one piece of work of this process leave together, when the outermost of them ends: what was done before it
/// was known which return the work is about then says so, too.
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
        if (outermost != data)
        {
            HeldBy(outermost).Enqueue(data);
            if (!outermost.IsStopped)
            {
                return;
            }
        }
        else
        {
            base.OnEnd(data);
        }
        // Also by a span that outlived the outermost, and came just too late for it.
        while (HeldBy(outermost).TryDequeue(out var span))
        {
            if (ReturnTrace.Of(span) is null && ReturnTrace.Of(outermost) is { } id)
            {
                span.SetTag(ReturnTrace.ReturnId, id);
            }
            base.OnEnd(span);
        }
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
