using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// When a replica is told to stop, it first reports that it is not ready and still answers requests for
/// <c>Shutdown:DrainSeconds</c>, so that the gateway chooses another replica (0 for a single replica).
/// </summary>
public sealed class Draining(IConfiguration configuration, TimeProvider time) : IHostedLifecycleService, IHealthCheck
{
    private const string Key = "Shutdown:DrainSeconds";
    private const int MaxSeconds = 15;

    private volatile bool _draining;

    public bool HasBegun => _draining;

    public static void Add(IHostApplicationBuilder builder)
    {
        Settings.Require(builder.Services, Flaw(builder.Configuration));
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Draining>());
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            _draining ? HealthCheckResult.Unhealthy("This replica is stopping.") : HealthCheckResult.Healthy()
        );

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var wait = TimeSpan.FromSeconds(configuration.GetValue(Key, 0.0));
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string? Flaw(IConfiguration configuration) =>
        configuration[Key] is not { } text
        || (double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= MaxSeconds)
            ? null
            : $"{Key} is '{text}': it must be a number of seconds from 0 to {MaxSeconds}.";
}
