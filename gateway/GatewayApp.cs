using System.Collections.Immutable;
using System.Diagnostics;
using AfterSalesMesh.Gateway.Description;
using AfterSalesMesh.Gateway.Keys;
using AfterSalesMesh.Gateway.Limits;
using AfterSalesMesh.Gateway.Operations;
using AfterSalesMesh.Gateway.Proxy;
using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration.Memory;

namespace AfterSalesMesh.Gateway;

/// <summary>The only public entrance: authenticates callers, passes their identity to services in a signed token, and limits their requests.</summary>
public static class GatewayApp
{
    // Defaults: appsettings.json and the environment override them.
    private static readonly Dictionary<string, string?> QuietLogs = new()
    {
        ["Logging:LogLevel:AfterSalesMesh.Gateway.Keys.ApiKeyAuthentication"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        // Warns that its keys are not persisted; nothing is protected with them.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        // On an empty database the first query fails; lasting errors are logged where they are handled.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Critical",
        ["Logging:LogLevel:System.Net.Http"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        // Logs a stack trace whenever a sender hangs up; ForwardingErrors logs what a service does.
        ["Logging:LogLevel:Yarp.ReverseProxy.Forwarder.HttpForwarder"] = "Error",
        // Logs a stack trace for each failed probe; another category logs once that a replica is away.
        ["Logging:LogLevel:Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor"] = "Error",
    };

    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The configuration has flaws; the exception lists all of them.</exception>
    /// <param name="demoKeys">
    /// Well-known keys and their owners, for demonstrations and tests on one machine; never for production. They are in memory
    /// only: another gateway with the same database does not accept them.
    /// </param>
    public static void AddGateway(
        this WebApplicationBuilder builder,
        IReadOnlyDictionary<string, Caller>? demoKeys = null
    )
    {
        var settings = GatewaySettings.Read(builder.Configuration);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = QuietLogs });
        builder.Services.AddSingleton<DistributedContextPropagator>(new IncomingTraces());
        builder.AddTelemetry("aftersales-gateway");
        Draining.Add(builder);
        builder.Services.AddSingleton<Readiness>();
        builder.AddGatewayStorage();
        builder.Services.AddHostedService<MigrateGateway>();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(x => new KeyLookup(
            x.GetRequiredService<IServiceScopeFactory>(),
            demoKeys ?? ImmutableDictionary<string, Caller>.Empty,
            x.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddSingleton(x => new InternalToken(
            settings.PrivateKey,
            x.GetRequiredService<TimeProvider>()
        ));
        builder
            .Services.AddAuthentication(ApiKeyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        builder
            .Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        builder.Services.AddRequestLimits(settings);
        builder.Services.AddSingleton<UnknownKeyLimit>();
        builder.Services.AddTrustedProxies(settings.TrustedProxies);
        builder.Services.AddRoutes(settings);
        builder.Services.AddApiJson();
        builder.Services.AddApiDescription();
        builder.Services.AddSingleton<ApiDescription>();
        builder.Services.AddSingleton<ServiceCalls>();
        builder.Services.AddHttpClient(
            nameof(ServiceCalls),
            client =>
            {
                // A service that has just started, on a busy machine, needs seconds to describe its API for the first time.
                client.Timeout = TimeSpan.FromSeconds(15);
                client.MaxResponseContentBufferSize = 8 * 1024 * 1024;
            }
        );
        // Adds the trace id to every problem.
        builder.Services.AddProblemDetails();
        // Bad requests become exceptions, which Problems turns into problem details.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // RequestSize refuses earlier, with problem details; Kestrel would close the connection before the answer is read.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = SlowBody.MinRate;
            kestrel.Limits.MaxRequestLineSize = 2 * RequestSize.MaxUrl;
            kestrel.Limits.MaxRequestHeadersTotalSize = 2 * RequestSize.MaxHeaders;
        });
    }

    public static void UseGateway(this WebApplication app)
    {
        app.Services.GetRequiredService<DiagnosticListener>()
            .Subscribe(new RejectedRequests(), name => name == RejectedRequests.EventName);
        app.UseForwardedHeaders();
        app.Use(IncomingTraces.LinkAsync);
        app.UseProblems();
        app.UseRouting();
        app.Use(RawPath.ReadAsync);
        app.UseAuthentication();
        app.UseMiddleware<AnonymousBody>();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<RequestSize>();
        app.UseRequestRules();
        app.MapGet("/health/live", () => Results.Text("Healthy")).AllowAnonymous().DisableRateLimiting();
        Readiness.Map(app);
        app.MapGet(
                "/openapi/v1.json",
                (ApiDescription api, HttpContext context) => api.AnswerAsync(context, context.RequestAborted)
            )
            .AllowAnonymous();
        var api = app.MapApi();
        ListFailures.Map(api);
        FindEverywhere.Map(api);
        ReplayFailure.Map(api);
        ReplayFailures.Map(api);
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(ForwardingErrors.LogAsync);
            proxy.Use(RetryOnAnotherReplica.InvokeAsync);
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }
}
