using System.Diagnostics;
using OpenTelemetry.Trace;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Lets a trace begin with a request or a message, but not with a health probe or with a query by which a worker polls (a client
/// span without a parent).
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
