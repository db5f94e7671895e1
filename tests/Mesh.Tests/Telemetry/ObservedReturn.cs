using System.Diagnostics;
using System.Net;
using AfterSalesMesh.Mesh.Tests.Flow;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Telemetry;

/// <summary>One return through all of its calls, in separate processes, and what a telemetry backend then knows of it.</summary>
public sealed class ObservedReturn : IAsyncLifetime
{
    private readonly OtlpCollector _collector = new();

    public Guid ReturnId { get; private set; }

    public string RmaNumber { get; private set; } = "";

    /// <summary>The trace that a storefront said its look at the return belongs to.</summary>
    public string TraceOfStorefront { get; } = ActivityTraceId.CreateRandom().ToHexString();

    public IReadOnlyDictionary<string, string> QueueTypes { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<OtlpSpan> Spans { get; private set; } = [];

    public IReadOnlyList<OtlpLog> Logs { get; private set; } = [];

    public IReadOnlyList<OtlpPoint> Points { get; private set; } = [];

    /// <summary>The spans of the trace that a call from outside began.</summary>
    /// <param name="method">The call's method.</param>
    /// <param name="path">The end of its path.</param>
    public List<OtlpSpan> TraceOf(string method, string path)
    {
        var root = Spans.Last(x =>
            x is { Service: "aftersales-gateway", Kind: OtlpKind.Server, ParentId: "" }
            && x.Attributes["http.request.method"] == method
            && x.Attributes["url.path"].EndsWith(path, StringComparison.Ordinal)
        );
        return [.. Spans.Where(x => x.TraceId == root.TraceId)];
    }

    public async ValueTask InitializeAsync()
    {
        await using var mesh = new ApartMesh
        {
            Replicas = 1,
            Settings = new Dictionary<string, string>(_collector.Environment)
            {
                ["OTEL_EXPORTER_OTLP_COMPRESSION"] = "gzip",
                ["Messaging__QuorumQueues"] = "true",
            },
        };
        await mesh.InitializeAsync();
        var journey = new Journey(mesh.Api, "T-1");
        await journey.OrderAsync(Journey.Order(journey.Payment, 1000, Journey.Line("a", 1, 1000)));
        RmaNumber = (string)(await journey.CompleteAsync(("a", 1)))["rmaNumber"]!;
        await Eventually.IsTrueAsync(
            async () => (await journey.TimelineAsync()).Count(x => x == "customer_told") == 4,
            Journey.Timeout
        );
        ReturnId = Guid.Parse(journey.ReturnId);
        // Not sampled, as the storefront says; that is for us to decide.
        (
            await mesh.Api.SendAsync(
                HttpMethod.Get,
                $"/v1/returns/{ReturnId}",
                "local-storefront",
                change: x => x.Headers.Add("traceparent", $"00-{TraceOfStorefront}-00f067aa0ba902b7-00")
            )
        ).ShouldBe(HttpStatusCode.OK);
        QueueTypes = await mesh.Broker.QueueTypesAsync();
        await Eventually.IsTrueAsync(
            () => _collector.Points.Count(x => x.Metric == "aftersales.outbox.depth") > 5,
            Journey.Timeout
        );
        // What is not yet told then is told on leaving.
        await mesh.StopAsync();
        (Spans, Logs, Points) = (_collector.Spans, _collector.Logs, _collector.Points);
    }

    public ValueTask DisposeAsync() => _collector.DisposeAsync();
}
