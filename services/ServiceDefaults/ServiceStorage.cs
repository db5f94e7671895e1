using AfterSalesMesh.ServiceDefaults.Operations;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults;

public static class ServiceStorage
{
    /// <summary>
    /// A service's database, durable messaging on it, its failures for operators, and its place in readiness.
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
            new OperatedService(
                name,
                routes =>
                {
                    ListFailures.Map<TDbContext>(routes, name);
                    ReplayFailures.Map<TDbContext>(routes, name);
                }
            )
        );
    }
}
