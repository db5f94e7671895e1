using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Holds ended spans without a return until the outermost span of this process ends. By then the return is known, and they
/// are exported with its tags.
/// </summary>
internal sealed class ReturnTagBackfill(BaseProcessor<Activity> export) : CompositeProcessor<Activity>([export])
{
    private const string Held = "aftersales.held";

    public override void OnEnd(Activity data)
    {
        var outermost = data;
        while (outermost.Parent is { } parent)
        {
            outermost = parent;
        }
        if (outermost != data && !IsTagged(data) && !IsTagged(outermost))
        {
            HeldBy(outermost).Enqueue(data);
            if (!outermost.IsStopped)
            {
                return;
            }
        }
        else
        {
            Export(data, outermost);
            if (outermost != data)
            {
                return;
            }
        }
        // The span is exported as well when it ends after the outermost one.
        while (HeldBy(outermost).TryDequeue(out var span))
        {
            Export(span, outermost);
        }
    }

    private static bool IsTagged(Activity span) => ReturnTrace.ReturnIdOf(span) is not null;

    private void Export(Activity span, Activity outermost)
    {
        if (!IsTagged(span))
        {
            ReturnTrace.Tag(span, ReturnTrace.ReturnIdOf(outermost), ReturnTrace.RmaOf(outermost));
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
