using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>What happens within a span is about the same return.</summary>
internal sealed class ReturnIdOnSpans : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        if (ReturnTrace.Of(data.Parent) is { } id)
        {
            data.SetTag(ReturnTrace.ReturnId, id);
        }
    }
}

/// <summary>What is logged within a span is about the same return, and so is what is logged of one of its messages.</summary>
internal sealed class ReturnIdOnLogs : BaseProcessor<LogRecord>
{
    private const string OfMessage = "CorrelationId";

    public override void OnEnd(LogRecord data)
    {
        if (
            (ReturnTrace.Of(Activity.Current) ?? data.Attributes?.FirstOrDefault(x => x.Key == OfMessage).Value) is
            { } id
        )
        {
            data.Attributes = [.. data.Attributes ?? [], new(ReturnTrace.ReturnId, id.ToString())];
        }
    }
}
