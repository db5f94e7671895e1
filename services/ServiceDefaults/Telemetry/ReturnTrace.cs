using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>Tags spans and log lines with their return, so that everything about one return can be found.</summary>
public static class ReturnTrace
{
    /// <summary>The attribute with the id of the return.</summary>
    public const string ReturnId = "aftersales.return_id";

    /// <summary>The attribute with the return's RMA number, if the process knows it.</summary>
    public const string Rma = "aftersales.rma";

    /// <summary>The response header by which a service tells the gateway the return; the gateway removes it.</summary>
    public const string AnswerHeader = "X-AfterSales-Return-Id";

    private static readonly ConcurrentDictionary<Type, (PropertyInfo? ReturnId, PropertyInfo? Rma)> Properties = new();

    /// <summary>
    /// Tags the current span and those around it in this process with a return. A request about several returns shows the last
    /// one; each of its messages shows its own.
    /// </summary>
    /// <param name="row">
    /// A row with the RMA number and with the return's first trace, to which this trace is then linked.
    /// </param>
    public static void Tag(Guid returnId, ITraced? row = null)
    {
        Tag(returnId.ToString(), row is null ? null : RmaOf(row));
        Tracing.LinkTo(row?.TraceParent);
    }

    /// <summary>Tags the current span with the return of this row, if it has one.</summary>
    public static void TagRow(object row)
    {
        if (Activity.Current is { IsAllDataRequested: true })
        {
            Tag(IdOf(row)?.ToString(), RmaOf(row));
        }
    }

    internal static void Tag(string? returnId, string? rma)
    {
        for (var span = Activity.Current; span is { IsAllDataRequested: true }; span = span.Parent)
        {
            Tag(span, returnId, rma);
        }
    }

    internal static void Tag(Activity span, string? returnId, string? rma)
    {
        // Setting a tag to null would remove it.
        if (returnId is not null)
        {
            span.SetTag(ReturnId, returnId);
        }
        if (!string.IsNullOrEmpty(rma))
        {
            span.SetTag(Rma, rma);
        }
    }

    /// <summary>The return that a message or a row names; null: none.</summary>
    internal static Guid? IdOf(object about) => PropertiesOf(about).ReturnId?.GetValue(about) as Guid?;

    /// <summary>The RMA number in a message or a row.</summary>
    internal static string? RmaOf(object about) => PropertiesOf(about).Rma?.GetValue(about) as string;

    internal static string? ReturnIdOf(Activity? span) => span?.GetTagItem(ReturnId) as string;

    internal static string? RmaOf(Activity? span) => span?.GetTagItem(Rma) as string;

    private static (PropertyInfo? ReturnId, PropertyInfo? Rma) PropertiesOf(object about) =>
        Properties.GetOrAdd(
            about.GetType(),
            static type =>
                (
                    type.GetProperty(
                        type == typeof(SagaIsDue) || type.IsAssignableTo(typeof(ISaga))
                            ? nameof(ISaga.CorrelationId)
                            : "ReturnId"
                    ),
                    type.GetProperty("RmaNumber")
                )
        );
}
