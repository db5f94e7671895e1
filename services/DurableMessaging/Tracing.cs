using System.Diagnostics;
using AfterSalesMesh.DurableMessaging.Storage;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>Continues the traces of rows, and links traces with each other.</summary>
public static class Tracing
{
    /// <summary>The name of the activity source and of the meter of this library.</summary>
    public const string Source = "DurableMessaging";

    internal const int MaxLength = 55;

    private static readonly ActivitySource Activities = new(Source);

    /// <summary>The current span as a W3C <c>traceparent</c>; null when it is not recorded.</summary>
    internal static string? Parent => Activity.Current is { Recorded: true, Id: { } id } ? id : null;

    /// <summary>Links the current span to another trace, once; does nothing within that trace itself.</summary>
    public static void LinkTo(string? traceParent)
    {
        if (
            Activity.Current is { IsAllDataRequested: true } span
            && ActivityContext.TryParse(traceParent, null, isRemote: true, out var other)
            && other.TraceId != span.TraceId
            && span.Links.All(x => x.Context != other)
        )
        {
            span.AddLink(new ActivityLink(other));
        }
    }

    /// <summary>Begins a span in the trace that created a row; null when nothing was traced then, or nothing is traced now.</summary>
    /// <param name="name">The worker's name for such rows.</param>
    internal static Activity? Continue(object row, string name) =>
        row is ITraced traced && ActivityContext.TryParse(traced.TraceParent, null, isRemote: true, out var parent)
            ? Activities.StartActivity($"{name} due", ActivityKind.Internal, parent)
            : null;
}
