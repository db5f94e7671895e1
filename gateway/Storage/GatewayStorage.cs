using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway.Storage;

/// <summary>Where the gateway's database is: <c>Storage:Provider</c> and <c>ConnectionStrings:gateway</c>.</summary>
internal static class GatewayStorage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
                db.UseSqlite(Connection(configuration) ?? File(configuration))
            );
        }
    }

    /// <summary>The database does not answer, and may later.</summary>
    public static bool IsAway(Exception exception) =>
        exception is DbException or SocketException or TimeoutException
        || (exception.InnerException is { } cause && IsAway(cause));

    public static async Task MigrateAsync(GatewayDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (!(await db.Database.GetPendingMigrationsAsync(cancellation)).Any())
        {
            return;
        }
        if (!db.Database.IsSqlite())
        {
            await db.Database.MigrateAsync(cancellation);
            return;
        }
        // EF Core's own lock in SQLite is a row, which a killed process leaves behind for ever; a locked file it does not.
        await using var alone = await LockAsync(
            db.Database.GetDbConnection().DataSource + ".lock",
            clock,
            cancellation
        );
        await db.Database.ExecuteSqlRawAsync(
            "PRAGMA journal_mode = WAL; DROP TABLE IF EXISTS \"__EFMigrationsLock\"",
            cancellation
        );
        await db.Database.MigrateAsync(cancellation);
    }

    private static async Task<FileStream> LockAsync(string file, TimeProvider clock, CancellationToken cancellation)
    {
        for (var since = clock.GetTimestamp(); ; )
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (clock.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation);
            }
        }
    }

    private static string Provider(IConfiguration configuration) => configuration["Storage:Provider"] ?? "Sqlite";

    private static string? Connection(IConfiguration configuration) => configuration.GetConnectionString("gateway");

    private static string File(IConfiguration configuration)
    {
        var folder = Directory.CreateDirectory(configuration["AFTERSALES_DATA"] is { Length: > 0 } set ? set : "data");
        return new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder.FullName, "gateway.db"),
        }.ToString();
    }
}
