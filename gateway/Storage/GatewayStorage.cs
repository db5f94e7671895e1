using System.Data.Common;
using System.Net.Sockets;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway.Storage;

/// <summary>Where the gateway's database is: <c>Storage:Provider</c> and <c>ConnectionStrings:gateway</c>.</summary>
internal static class GatewayStorage
{
    /// <summary>What is wrong with the configuration, in words, or null.</summary>
    public static string? Flaw(IConfiguration configuration) =>
        Provider(configuration) switch
        {
            "Sqlite" => null,
            "Postgres" when Connection(configuration) is { Length: > 0 } => null,
            "Postgres" => "ConnectionStrings:gateway is missing: it must say where PostgreSQL is.",
            var other => $"Storage:Provider is '{other}': it must be Sqlite or Postgres.",
        };

    public static void AddGatewayDb(this IServiceCollection services, IConfiguration configuration)
    {
        if (Provider(configuration) == "Postgres")
        {
            services.AddDbContext<GatewayDb, GatewayPostgres>(db => db.UseNpgsql(Connection(configuration)));
        }
        else
        {
            services.AddDbContext<GatewayDb, GatewaySqlite>(db =>
                db.UseSqlite(Connection(configuration) ?? SqliteFile.Of(configuration, "gateway"))
            );
        }
    }

    /// <summary>The database does not answer, and may later.</summary>
    public static bool IsAway(Exception exception) =>
        exception is DbException or SocketException or TimeoutException
        || (exception.InnerException is { } cause && IsAway(cause));

    private static string Provider(IConfiguration configuration) => configuration["Storage:Provider"] ?? "Sqlite";

    private static string? Connection(IConfiguration configuration) => configuration.GetConnectionString("gateway");
}
