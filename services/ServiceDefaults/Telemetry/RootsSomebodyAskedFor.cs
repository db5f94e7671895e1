using System.Diagnostics;
using OpenTelemetry.Trace;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

/// <summary>
/// A trace begins with a request or a message. Probes of our health begin none, and neither does what no one asked for:
/// the queries with which workers look for something to do.
/// </summary>
internal sealed class RootsSomebodyAskedFor : Sampler
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
