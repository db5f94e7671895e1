using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// Before a replica stops, it says so: readiness fails while requests are still answered, until the gateway has noticed
/// (<c>Shutdown:DrainSeconds</c>, 0 where nobody else could answer).
/// </summary>
internal sealed class Draining(IConfiguration configuration, TimeProvider clock) : IHostedLifecycleService, IHealthCheck
{
    private volatile bool _draining;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            _draining ? HealthCheckResult.Unhealthy("This replica is stopping.") : HealthCheckResult.Healthy()
        );

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var wait = TimeSpan.FromSeconds(configuration.GetValue("Shutdown:DrainSeconds", 0.0));
        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
