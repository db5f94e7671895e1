using AfterSalesMesh.DurableMessaging;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AfterSalesMesh.ServiceDefaults.Telemetry;

public static class TelemetryExtensions
{
    /// <summary>The name of the meter of all services.</summary>
    public const string Meter = "AfterSalesMesh";

    private static readonly string[] Sources =
    [
        Tracing.Source,
        "MassTransit",
        "Microsoft.AspNetCore",
        "Npgsql",
        "System.Net.Http",
        "Yarp.ReverseProxy",
    ];
    private static readonly string[] Meters =
    [
        Meter,
        Tracing.Source,
        "MassTransit",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
        "System.Net.Http",
        "System.Runtime",
    ];

    /// <summary>
    /// Exports traces, metrics and logs by OTLP to the address in <c>Telemetry:Otlp</c>, else <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>;
    /// does nothing without one. Call it before other services are added, so that it stops last.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The name of the process in the telemetry.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        if (!builder.IsObserved())
        {
            return;
        }
        var wanted = AddressOf(builder.Configuration);
        if (!Uri.TryCreate(wanted, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            Settings.Require(
                builder.Services,
                $"Telemetry:Otlp (or OTEL_EXPORTER_OTLP_ENDPOINT) is '{wanted}': it must be like http://host:4318."
            );
            return;
        }
        // ASP.NET Core sets method, path and route on its spans only when this is off.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddSingleton<IStartupFilter, RequestSpanNames>();
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    builder.Configuration["OTEL_SERVICE_NAME"] ?? service,
                    serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"
                )
            )
            .WithLogging(
                logs => logs.AddProcessor(new ReturnTagsOnLogs()).AddOtlpExporter(otlp => To(otlp, "logs")),
                logs => logs.IncludeFormattedMessage = true
            );
        // Spans and meters belong to the process: where it has several hosts, one of them exports for all.
        if (!builder.Configuration.GetValue<bool>("Telemetry:LogsOnly"))
        {
            telemetry
                .WithTracing(traces =>
                    traces
                        .SetSampler(new ParentBasedSampler(new IgnoreProbesAndPollingSampler()))
                        .AddProcessor(new ReturnTagsOnSpans())
                        .AddProcessor(new ReturnTagBackfill(ExportSpans()))
                        .AddSource(Sources)
                )
                .WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter(otlp => To(otlp, "metrics")));
        }

        void To(OtlpExporterOptions otlp, string signal)
        {
            otlp.Protocol = ProtocolOf(builder.Configuration);
            // With gRPC all signals go to one address.
            otlp.Endpoint =
                otlp.Protocol == OtlpExportProtocol.Grpc
                    ? address
                    : new Uri($"{address.ToString().TrimEnd('/')}/v1/{signal}");
        }

        BatchActivityExportProcessor ExportSpans()
        {
            var otlp = new OtlpExporterOptions();
            To(otlp, "traces");
            var batch = new BatchExportActivityProcessorOptions();
            return new BatchActivityExportProcessor(
                new OtlpTraceExporter(otlp),
                batch.MaxQueueSize,
                batch.ScheduledDelayMilliseconds,
                batch.ExporterTimeoutMilliseconds,
                batch.MaxExportBatchSize
            );
        }
    }

    /// <summary>Whether telemetry is exported: gauges that cost queries are read only then.</summary>
    internal static bool IsObserved(this IHostApplicationBuilder builder) =>
        !string.IsNullOrEmpty(AddressOf(builder.Configuration));

    /// <summary>
    /// How often gauges that cost a query are read, off every hot path. All replicas show the same: take the maximum, not the
    /// sum.
    /// </summary>
    public static readonly TimeSpan GaugeInterval = TimeSpan.FromSeconds(15);

    /// <summary>Adds a worker that reads gauges from a database, where somebody observes the process.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="arguments">What its constructor takes beside services.</param>
    public static void AddGauges<TWorker>(this IHostApplicationBuilder builder, params object[] arguments)
        where TWorker : BackgroundService
    {
        if (builder.IsObserved())
        {
            builder.Services.AddHostedService(services =>
                ActivatorUtilities.CreateInstance<TWorker>(services, arguments)
            );
        }
    }

    private static string? AddressOf(IConfiguration configuration) =>
        configuration["Telemetry:Otlp"] ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];

    private static OtlpExportProtocol ProtocolOf(IConfiguration configuration) =>
        configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc"
            ? OtlpExportProtocol.Grpc
            : OtlpExportProtocol.HttpProtobuf;
}
