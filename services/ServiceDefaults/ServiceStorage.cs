using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Operations;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults;

public static class ServiceStorage
{
    // Databases limit the number of parameters, so a list is passed as a single one.
    private const ParameterTranslationMode OneParameter = ParameterTranslationMode.Parameter;

    /// <summary>
    /// Adds a service's database with durable messaging, its routes for operators, gauges and health check.
    /// <c>Storage:Provider</c> names the database (<c>Sqlite</c>, the default, <c>Postgres</c> or <c>SqlServer</c>);
    /// <c>ConnectionStrings:{name}</c> is its connection string. SQLite's default is the file <c>{name}.db</c> in the folder
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
        var provider = builder.Configuration["Storage:Provider"] ?? "Sqlite";
        var connection = builder.Configuration.GetConnectionString(name);
        switch (provider)
        {
            case "Sqlite":
                builder.AddContexts<TDbContext, TSqlite>(options =>
                    options
                        .UseSqlite(
                            connection ?? SqliteFile.Of(builder.Configuration, name),
                            x => x.UseParameterizedCollectionMode(OneParameter)
                        )
                        .AddInterceptors(SqlitePragmas.Instance)
                        // EF Core warns because the transaction of a migration cannot contain a pragma.
                        .ConfigureWarnings(x => x.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning))
                );
                break;
            case "Postgres":
                builder.RequireConnection(name, provider);
                builder.AddContexts<TDbContext, TPostgres>(options =>
                    options.UseNpgsql(
                        PostgresConnection.WithDefaults(connection),
                        x => x.UseParameterizedCollectionMode(OneParameter)
                    )
                );
                break;
            case "SqlServer":
                builder.RequireConnection(name, provider);
                builder.AddContexts<TDbContext, TSqlServer>(options =>
                    options.UseSqlServer(connection, x => x.UseParameterizedCollectionMode(OneParameter))
                );
                break;
            default:
                Settings.Require(
                    builder.Services,
                    $"Storage:Provider is '{provider}': it must be Sqlite, Postgres or SqlServer."
                );
                break;
        }
        builder.Services.AddSingleton(new MigratedContext(typeof(TDbContext)));
        builder.Services.AddDurableMessaging<TDbContext>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<DatabaseHealthCheck<TDbContext>>($"database-{name}", HealthStatus.Unhealthy, ["ready"]);
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

    /// <summary>Adds pooled contexts; each is limited to the storefronts of the scope that it is resolved in.</summary>
    private static void AddContexts<TDbContext, TImplementation>(
        this IHostApplicationBuilder builder,
        Action<DbContextOptionsBuilder> options
    )
        where TDbContext : ServiceDbContext
        where TImplementation : TDbContext
    {
        builder.Services.AddPooledDbContextFactory<TImplementation>(options);
        builder.Services.AddScoped<TDbContext>(provider =>
        {
            var db = provider.GetRequiredService<IDbContextFactory<TImplementation>>().CreateDbContext();
            db.Scope = provider.GetRequiredService<StorefrontScope>();
            return db;
        });
    }

    private static void RequireConnection(this IHostApplicationBuilder builder, string name, string provider)
    {
        var connection = builder.Configuration.GetConnectionString(name);
        if (string.IsNullOrEmpty(connection))
        {
            Settings.Require(
                builder.Services,
                $"ConnectionStrings:{name} is missing: it must name the {provider} database (Storage:Provider is {provider})."
            );
            return;
        }
        try
        {
            _ = provider == "Postgres" ? PostgresConnection.WithDefaults(connection) : connection;
        }
        catch (ArgumentException exception)
        {
            // The quoted part of the message is left out, because it may contain a secret.
            var flaw = exception.Message.Split('\'')[0].TrimEnd();
            Settings.Require(builder.Services, $"ConnectionStrings:{name} is not a connection string: {flaw}.");
        }
    }
}
