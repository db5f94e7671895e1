using System.Diagnostics;
using OpenTelemetry.Trace;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// Starts traces for requests and messages, but not for health probes or for the queries by which workers poll (a client
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
