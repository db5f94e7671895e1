using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.DurableMessaging.Storage;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>Marks what is observed with the return that it is about, so that all of one return can be found.</summary>
public static class ReturnTrace
{
    /// <summary>The attribute on spans and log lines.</summary>
    public const string ReturnId = "aftersales.return_id";

    /// <summary>The header by which a service tells the gateway, which keeps it to itself.</summary>
    public const string AnswerHeader = "X-AfterSales-Return-Id";

    private static readonly ConcurrentDictionary<Type, PropertyInfo?> Ids = new();

    /// <summary>
    /// The present span, those around it in this process, and what is said within are about this return. (What is about
    /// several shows the last; their messages show each its own.)
    /// </summary>
    /// <param name="returnId">The return.</param>
    /// <param name="row">What knows the return's first trace, to which this one is then linked.</param>
    public static void Tag(Guid returnId, ITraced? row = null)
    {
        Tag(returnId.ToString());
        Tracing.LinkTo(row?.TraceParent);
    }

    internal static void Tag(string returnId)
    {
        for (var span = Activity.Current; span is { IsAllDataRequested: true }; span = span.Parent)
        {
            span.SetTag(ReturnId, returnId);
        }
    }

    /// <summary>The return that a message is about, where it says so.</summary>
    internal static Guid? Of(object message) =>
        Ids.GetOrAdd(
                message.GetType(),
                static type =>
                    type.GetProperty(type == typeof(SagaIsDue) ? nameof(SagaIsDue.CorrelationId) : "ReturnId")
            )
            ?.GetValue(message) as Guid?;

    internal static string? Of(Activity? span) => span?.GetTagItem(ReturnId) as string;
}
