using System.Diagnostics;
using OpenTelemetry.Trace;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// A trace begins with a request or a message. Health probes begin none, and neither do the queries with which workers poll
/// for work: those are client spans without a parent.
/// </summary>
internal sealed class IgnoreProbesAndPollingSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(
            samplingParameters.Kind != ActivityKind.Client && !IsProbe(samplingParameters.Tags)
                ? SamplingDecision.RecordAndSample
                : SamplingDecision.Drop
        );

    private static bool IsProbe(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags?.Any(x =>
            x is { Key: "url.path", Value: string path } && path.StartsWith("/health/", StringComparison.Ordinal)
        )
        ?? false;
}
