using AfterSalesMesh.ServiceDefaults.Operations;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults;

public static class ServiceStorage
{
    /// <summary>
    /// Adds a service's database with durable messaging, its routes for operators, gauges and health check.
    /// <c>Storage:Provider</c> chooses (<c>Sqlite</c>, the default, <c>Postgres</c> or <c>SqlServer</c>);
    /// <c>ConnectionStrings:{name}</c> says where. SQLite's default is the file <c>{name}.db</c> in the folder
    /// <c>AFTERSALES_DATA</c>, else <c>./data</c>.
    /// </summary>
    public static void AddStorage<TDbContext, TSqlite, TPostgres, TSqlServer>(
        this IHostApplicationBuilder builder,
        string name
    )
        where TDbContext : ServiceDbContext
        where TSqlite : TDbContext
        where TPostgres : TDbContext
        where TSqlServer : TDbContext
    {
        builder.AddDatabase<TDbContext, TSqlite, TPostgres, TSqlServer>(name);
        builder.Services.AddSingleton(
            new OperatorRoutes(
                name,
                routes =>
                {
                    ListFailures.Map<TDbContext>(routes, name);
                    ReplayFailures.Map<TDbContext>(routes, name);
                }
            )
        );
        builder.AddGauges<OutboxGauges<TDbContext>>(name);
    }
}
