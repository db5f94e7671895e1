using System.Data.Common;
using AfterSalesMesh.DurableMessaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace AfterSalesMesh.ServiceDefaults.Storage;

public static class StorageExtensions
{
    // A list is one parameter, however long it is: databases take a limited number of them.
    private const ParameterTranslationMode Lists = ParameterTranslationMode.Parameter;

    /// <summary>
    /// Adds a service's database with durable messaging and its health check. <c>Storage:Provider</c> chooses
    /// (<c>Sqlite</c>, the default, <c>Postgres</c> or <c>SqlServer</c>); <c>ConnectionStrings:{name}</c> says where. SQLite's default is
    /// the file <c>{name}.db</c> in the folder <c>AFTERSALES_DATA</c>, else <c>./data</c>.
    /// </summary>
    internal static void AddDatabase<TDbContext, TSqlite, TPostgres, TSqlServer>(
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
                builder.Services.AddPooled<TDbContext, TSqlite>(options =>
                    options
                        .UseSqlite(
                            connection ?? SqliteFile.Of(builder.Configuration, name),
                            x => x.UseParameterizedCollectionMode(Lists)
                        )
                        .AddInterceptors(SqlitePragmas.Instance)
                        // Setting a pragma of the connection is not possible in the transaction of a migration.
                        .ConfigureWarnings(x => x.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning))
                );
                break;
            case "Postgres":
                Settings.Require(builder.Services, Missing(provider, connection, name) ?? Malformed(connection, name));
                builder.Services.AddPooled<TDbContext, TPostgres>(options =>
                    options.UseNpgsql(Pooled(connection), x => x.UseParameterizedCollectionMode(Lists))
                );
                break;
            case "SqlServer":
                Settings.Require(builder.Services, Missing(provider, connection, name));
                builder.Services.AddPooled<TDbContext, TSqlServer>(options =>
                    options.UseSqlServer(connection, x => x.UseParameterizedCollectionMode(Lists))
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
        builder.Services.AddHostedService<IdempotencyCleanup<TDbContext>>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<DatabaseHealthCheck<TDbContext>>($"database-{name}", HealthStatus.Unhealthy, ["ready"]);
    }

    private static string? Malformed(string? connection, string name)
    {
        try
        {
            _ = Pooled(connection);
            return null;
        }
        catch (ArgumentException wrong)
        {
            // The message names a key and never a value.
            return $"ConnectionStrings:{name} is no connection string: {wrong.Message.Split('\'')[0].TrimEnd()}.";
        }
    }

    private static string? Missing(string provider, string? connection, string name) =>
        string.IsNullOrEmpty(connection)
            ? $"ConnectionStrings:{name} is missing: Storage:Provider is {provider}, say where its database is."
            : null;

    /// <summary>
    /// Fills in what the connection string leaves out: few enough connections that two replicas of all services and of the gateway fit a server's default
    /// of 100, statements prepared once for each connection, no reset of connections, whose session state is never changed.
    /// </summary>
    public static string? Pooled(string? connection)
    {
        // Npgsql's own builder contains every key that it knows.
        var said = new DbConnectionStringBuilder { ConnectionString = connection };
        var pooled = new NpgsqlConnectionStringBuilder(connection);
        if (!said.ContainsKey("Maximum Pool Size") && !said.ContainsKey("MaxPoolSize"))
        {
            pooled.MaxPoolSize = 8;
        }
        if (!said.ContainsKey("Max Auto Prepare") && !said.ContainsKey("MaxAutoPrepare"))
        {
            pooled.MaxAutoPrepare = 100;
        }
        if (!said.ContainsKey("No Reset On Close") && !said.ContainsKey("NoResetOnClose"))
        {
            pooled.NoResetOnClose = true;
        }
        return pooled.ConnectionString;
    }
}

internal sealed record MigratedContext(Type Type);
