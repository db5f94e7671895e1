using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Operations;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>The common parts of every host of services: identity, storage, messaging, HTTP and health.</summary>
public static class MeshHost
{
    /// <summary>The largest body that any route accepts, except uploads.</summary>
    public const long MaxBodyBytes = 1024 * 1024;

    /// <summary>
    /// An argument for <c>CreateBuilder</c>: configuration is read once, at start. To notice changes, every process would watch
    /// the whole working directory.
    /// </summary>
    public const string ReadConfigurationOnce = "--hostBuilder:reloadConfigOnChange=false";

    // Defaults, which appsettings.json and the environment override.
    private static readonly Dictionary<string, string?> QuietLogs = new()
    {
        ["Logging:LogLevel:MassTransit"] = "Warning",
        // Lost races and outages are retried; a message that failed for good is logged as an error.
        ["Logging:LogLevel:MassTransit.ReceiveTransport"] = "Error",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        // ASP.NET's data protection warns that its keys are not stored; nothing here uses them.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        // A lost race fails a command and is retried; a lasting error is logged by the caller.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Critical",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Update"] = "Critical",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
    };

    /// <summary>Runs a service in a process of its own.</summary>
    /// <returns>
    /// The exit code: 1 when the configuration is wrong, after listing every error; 75 when the process must be started again
    /// because it cannot work with a broker that answers.
    /// </returns>
    public static async Task<int> RunAsync(string[] args, IMeshService service)
    {
        var builder = WebApplication.CreateBuilder([ReadConfigurationOnce, .. args]);
        Settings.Require(
            builder.Services,
            string.IsNullOrEmpty(builder.Configuration["Messaging:RabbitMq"])
                ? "Messaging:RabbitMq is missing: a service in a process of its own needs a broker."
                : null
        );
        builder.AddMesh(service);
        var app = builder.Build();
        app.UseMesh(service);
        try
        {
            await app.RunUntilStoppedAsync();
            return Environment.ExitCode;
        }
        catch (Exception exception) when (Settings.ErrorsOf(exception) is { } errors)
        {
            await Console.Error.WriteLineAsync(
                $"{service.Name} cannot start with this configuration:\n- {string.Join("\n- ", errors)}"
            );
            return 1;
        }
    }

    /// <summary>Runs a host until its process is told to stop; a stop during the start is not an error.</summary>
    public static async Task RunUntilStoppedAsync(this WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
    }

    /// <summary>Adds one service, or several in the same process.</summary>
    public static void AddMesh(this WebApplicationBuilder builder, params IMeshService[] services)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = QuietLogs });
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = SlowBody.MinRate;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.TryAddSingleton(OffsetClock.FromEnvironment());
        builder.AddTelemetry($"aftersales-{(services is [var one] ? one.Name : "local")}");
        builder.Services.AddInternalIdentity(builder.Configuration, [.. services.Select(x => x.Name)]);
        builder.Services.AddHttpDefaults();
        builder.Services.AddScoped<StorefrontScope>();
        Draining.Add(builder);
        builder.Services.AddSingleton<StartupMigration>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<StartupMigration>());
        builder
            .Services.AddHealthChecks()
            .AddCheck<Draining>("draining", HealthStatus.Unhealthy, ["ready"])
            .AddCheck<StartupMigration>("migrated", HealthStatus.Unhealthy, ["ready"]);
        builder.AddMessaging(services);
        foreach (var module in services.SelectMany(x => x.AllModules))
        {
            module.AddServices(builder);
        }
    }

    /// <summary>Adds the middleware and maps the routes of the same services.</summary>
    public static void UseMesh(this WebApplication app, params IMeshService[] services)
    {
        app.UseUnreadBody();
        app.UseGatewayHeaders();
        app.UseHttpDefaults();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks(
                "/health/ready",
                new HealthCheckOptions
                {
                    Predicate = x => x.Tags.Contains("ready"),
                    // A replica is ready only when all of its endpoints are.
                    ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
                }
            )
            .AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        var api = app.MapApi();
        foreach (var service in services)
        {
            var routes = api.MapService(service.Name);
            foreach (var module in service.AllModules)
            {
                module.MapRoutes(routes);
            }
        }
        foreach (var operators in app.Services.GetServices<OperatorRoutes>())
        {
            operators.MapRoutes(api.MapService(operators.Service));
        }
    }
}
