using System.Data.Common;
using System.Net.Sockets;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AfterSalesMesh.Gateway.Storage;

/// <summary>The gateway's database, by <c>Storage:Provider</c> and <c>ConnectionStrings:gateway</c>.</summary>
internal static class GatewayStorage
{
    /// <summary>The error in the configuration as a sentence; null: there is none.</summary>
    public static string? Flaw(IConfiguration configuration) =>
        Provider(configuration) switch
        {
            "Sqlite" => null,
            "Postgres" or "SqlServer" when Connection(configuration) is { Length: > 0 } => null,
            "Postgres" => "ConnectionStrings:gateway is missing: it must say where PostgreSQL is.",
            "SqlServer" => "ConnectionStrings:gateway is missing: it must say where SQL Server is.",
            var other => $"Storage:Provider is '{other}': it must be Sqlite, Postgres or SqlServer.",
        };

    public static void AddGatewayStorage(this WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.TryAddSingleton(TimeProvider.System);
        switch (Provider(configuration))
        {
            case "Postgres":
                services.AddDbContext<GatewayDb, GatewayPostgres>(db =>
                    db.UseNpgsql(PostgresConnection.WithDefaults(Connection(configuration)))
                );
                break;
            case "SqlServer":
                services.AddDbContext<GatewayDb, GatewaySqlServer>(db => db.UseSqlServer(Connection(configuration)));
                break;
            default:
                services.AddDbContext<GatewayDb, GatewaySqlite>(db =>
                    db.UseSqlite(Connection(configuration) ?? SqliteFile.Of(configuration, "gateway"))
                );
                break;
        }
    }

    /// <summary>True when the database is unavailable and may answer later.</summary>
    public static bool IsAway(Exception exception) =>
        exception is DbException or SocketException or TimeoutException
        || (exception.InnerException is { } cause && IsAway(cause));

    private static string Provider(IConfiguration configuration) => configuration["Storage:Provider"] ?? "Sqlite";

    private static string? Connection(IConfiguration configuration) => configuration.GetConnectionString("gateway");
}
