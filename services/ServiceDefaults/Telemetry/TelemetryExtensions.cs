using AfterSalesMesh.DurableMessaging;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
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

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

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
    /// does nothing without one. Call it before other services are added, so that the export stops last.
    /// </summary>
    /// <param name="service">The name of the process in the telemetry.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string service)
    {
        if (!builder.IsObserved())
        {
            return;
        }
        var configured = AddressOf(builder.Configuration);
        if (!Uri.TryCreate(configured, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            Settings.Require(
                builder.Services,
                $"Telemetry:Otlp (or OTEL_EXPORTER_OTLP_ENDPOINT) is '{configured}': it must be like http://host:4318."
            );
            return;
        }
        // The exporters themselves read these and other keys of OpenTelemetry from the configuration.
        builder.Configuration[Endpoint] = address.ToString();
        builder.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] ??= "http/protobuf";
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
                logs => logs.AddProcessor(new ReturnTagsOnLogs()).AddOtlpExporter(),
                logs => logs.IncludeFormattedMessage = true
            );
        // Spans and metrics belong to the whole process: if it has several hosts, one of them exports for all.
        if (!builder.Configuration.GetValue<bool>("Telemetry:LogsOnly"))
        {
            telemetry
                .WithTracing(traces =>
                    traces
                        .SetSampler(new ParentBasedSampler(new IgnoreProbesAndPollingSampler()))
                        .AddProcessor(new ReturnTagsOnSpans())
                        .AddProcessor(services => new ReturnTagBackfill(SpanExporter(services)))
                        .AddSource(Sources)
                )
                .WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter());
        }
    }

    private static BatchActivityExportProcessor SpanExporter(IServiceProvider services)
    {
        var batch = services.GetRequiredService<IOptions<BatchExportActivityProcessorOptions>>().Value;
        return new BatchActivityExportProcessor(
            new OtlpTraceExporter(services.GetRequiredService<IOptions<OtlpExporterOptions>>().Value),
            batch.MaxQueueSize,
            batch.ScheduledDelayMilliseconds,
            batch.ExporterTimeoutMilliseconds,
            batch.MaxExportBatchSize
        );
    }

    /// <summary>True when telemetry is exported. Gauges that need a query are read only then.</summary>
    internal static bool IsObserved(this IHostApplicationBuilder builder) =>
        !string.IsNullOrEmpty(AddressOf(builder.Configuration));

    /// <summary>
    /// How often gauges that need a query are read. All replicas show the same number: take the maximum, not the sum.
    /// </summary>
    public static readonly TimeSpan GaugeInterval = TimeSpan.FromSeconds(15);

    /// <summary>Adds a worker that reads gauges from a database, if telemetry is exported.</summary>
    /// <param name="arguments">Arguments of its constructor that are not services.</param>
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
        configuration["Telemetry:Otlp"] ?? configuration[Endpoint];
}
