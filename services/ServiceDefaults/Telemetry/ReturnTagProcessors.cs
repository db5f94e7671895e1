using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>Copies the return from a span to the spans within it.</summary>
internal sealed class ReturnTagsOnSpans : BaseProcessor<Activity>
{
    public override void OnStart(Activity data) =>
        ReturnTrace.Tag(data, ReturnTrace.ReturnIdOf(data.Parent), ReturnTrace.RmaOf(data.Parent));
}

/// <summary>Adds the return to log lines: from the current span, or from the correlation id of the message in the line.</summary>
internal sealed class ReturnTagsOnLogs : BaseProcessor<LogRecord>
{
    private const string CorrelationId = "CorrelationId";

    public override void OnEnd(LogRecord data)
    {
        var span = Activity.Current;
        var id =
            ReturnTrace.ReturnIdOf(span)
            ?? data.Attributes?.FirstOrDefault(x => x.Key == CorrelationId).Value?.ToString();
        if (id is not null)
        {
            data.Attributes = [.. data.Attributes ?? [], new(ReturnTrace.ReturnId, id)];
        }
        if (ReturnTrace.RmaOf(span) is { } rma)
        {
            data.Attributes = [.. data.Attributes ?? [], new(ReturnTrace.Rma, rma)];
        }
    }
}
