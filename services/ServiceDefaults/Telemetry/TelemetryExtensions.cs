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
        Tracing.Source,
        "MassTransit",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
        "System.Net.Http",
        "System.Runtime",
    ];

    /// <summary>
    /// Traces, metrics and logs by OTLP to the address in <c>Telemetry:Otlp</c>, else <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>;
    /// nothing at all without one. Call it before what is to be observed, so that it is the last to stop.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">What the process is called there.</param>
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
        // ASP.NET Core says method, path and route of its spans only when asked to.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddSingleton<IStartupFilter, NamesOfRequests>();
        var telemetry = new Builder(builder.Services);
        telemetry
            .ConfigureResource(resource =>
                resource.AddService(
                    builder.Configuration["OTEL_SERVICE_NAME"] ?? service,
                    serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"
                )
            )
            .WithLogging(
                logs => logs.AddProcessor(new ReturnIdOnLogs()).AddOtlpExporter(otlp => To(otlp, "logs")),
                logs => logs.IncludeFormattedMessage = true
            );
        // Spans and meters belong to the process: where it has several hosts, one of them exports for all.
        if (!builder.Configuration.GetValue<bool>("Telemetry:LogsOnly"))
        {
            telemetry
                .WithTracing(traces =>
                    traces
                        .SetSampler(new ParentBasedSampler(new RootsSomebodyAskedFor()))
                        .AddProcessor(new ReturnIdOnSpans())
                        .AddProcessor(new SpansTogether(ExportSpans()))
                        .AddSource(Sources)
                )
                .WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter(otlp => To(otlp, "metrics")));
            builder.Services.AddHostedService<Exporting>();
        }

        void To(OtlpExporterOptions otlp, string signal)
        {
            otlp.Protocol = ProtocolOf(builder.Configuration);
            // By gRPC all go to one address; the signal is in the call.
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

    /// <summary>Whether anybody listens: what costs queries is measured only then.</summary>
    internal static bool IsObserved(this IHostApplicationBuilder builder) =>
        !string.IsNullOrEmpty(AddressOf(builder.Configuration));

    /// <summary>
    /// How often gauges that cost a query are read, off every hot path. All replicas show the same: take the maximum, not the
    /// sum.
    /// </summary>
    public static readonly TimeSpan GaugeInterval = TimeSpan.FromSeconds(15);

    /// <summary>Adds a worker that reads gauges from a database, where somebody observes the process.</summary>
    public static void AddGauges<TWorker>(this IHostApplicationBuilder builder)
        where TWorker : BackgroundService
    {
        if (builder.IsObserved())
        {
            builder.Services.AddHostedService<TWorker>();
        }
    }

    private static string? AddressOf(IConfiguration configuration) =>
        configuration["Telemetry:Otlp"] ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];

    private static OtlpExportProtocol ProtocolOf(IConfiguration configuration) =>
        configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc"
            ? OtlpExportProtocol.Grpc
            : OtlpExportProtocol.HttpProtobuf;

    private sealed record Builder(IServiceCollection Services) : IOpenTelemetryBuilder;

    /// <summary>Makes the providers when the host starts, and gives them time to say the rest when it stops.</summary>
    private sealed class Exporting(IServiceProvider services) : IHostedService
    {
        private const int PatienceMilliseconds = 3_000;

        private TracerProvider? _traces;
        private MeterProvider? _metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _traces = services.GetRequiredService<TracerProvider>();
            _metrics = services.GetRequiredService<MeterProvider>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) =>
            Task.WhenAll(
                Task.Run(() => _traces?.ForceFlush(PatienceMilliseconds), CancellationToken.None),
                Task.Run(() => _metrics?.ForceFlush(PatienceMilliseconds), CancellationToken.None)
            );
    }
}
