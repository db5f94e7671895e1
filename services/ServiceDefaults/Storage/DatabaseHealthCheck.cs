using AfterSalesMesh.DurableMessaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AfterSalesMesh.ServiceDefaults.Storage;

internal sealed class DatabaseHealthCheck<TDbContext>(TDbContext db) : IHealthCheck
    where TDbContext : DbContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            // EF Core's CanConnect opens a new connection each time, outside of the pool.
            await db.Database.ExecuteSqlRawAsync("SELECT 1", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (Outage.Is(exception))
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
