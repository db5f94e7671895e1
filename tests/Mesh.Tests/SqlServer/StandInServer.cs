using System.Collections.Concurrent;
using System.Data.Common;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.SqlServer.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

#pragma warning disable EF1001 // It is the connection itself that is to be another one.

namespace AfterSalesMesh.Mesh.Tests.SqlServer;

/// <summary>
/// Answers in place of a SQL Server: what contexts of the SQL Server provider say is written down, and done by SQLite. Each
/// connection string names a file.
/// </summary>
internal sealed class StandInServer : IDisposable
{
    private static readonly ConcurrentDictionary<string, StandInServer> Servers = new(StringComparer.Ordinal);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sql-server-");

    public StandInServer() => Servers[_folder.FullName] = this;

    /// <summary>Every text that was said, once.</summary>
    public ConcurrentDictionary<string, bool> Said { get; } = new(StringComparer.Ordinal);

    /// <summary>The triggers that were made.</summary>
    public ConcurrentQueue<string> Triggers { get; } = new();

    public string ConnectionString(string database) => $"Server={Path.Combine(_folder.FullName, database)}.db";

    /// <summary>Makes a database as the migrations of its context would.</summary>
    public void Create(string context, string database)
    {
        using var db = Databases.Open(context);
        using var file = new SqliteConnection($"Data Source={FileOf(ConnectionString(database))};Pooling=False");
        file.Open();
        Execute(file, "PRAGMA journal_mode = WAL");
        Execute(file, "CREATE TABLE [__EFMigrationsHistory] ([MigrationId], [ProductVersion])");
        foreach (var migration in db.Database.GetMigrations())
        {
            Execute(file, $"INSERT INTO [__EFMigrationsHistory] VALUES ('{migration}', '10')");
        }
        foreach (var table in db.Model.GetRelationalModel().Tables)
        {
            CreateTable(file, table);
        }
        foreach (var trigger in SqliteTriggers(context))
        {
            Execute(file, trigger);
        }
    }

    /// <summary>Drops a trigger, as a migration that makes its table anew does.</summary>
    public void Drop(string database, string trigger)
    {
        using var file = new SqliteConnection($"Data Source={FileOf(ConnectionString(database))};Pooling=False");
        file.Open();
        Execute(file, $"DROP TRIGGER [{trigger}]");
    }

    /// <summary>Lets the connections of a context lead here.</summary>
    public static void Use(IServiceCollection services, string context)
    {
        using var db = Databases.Open(context);
        Configure.MakeGenericMethod(db.GetType()).Invoke(null, [services]);
    }

    public static StandInServer Of(string connection) => Servers[Path.GetDirectoryName(FileOf(connection))!];

    public static string FileOf(string connection) => new SqlConnectionStringBuilder(connection).DataSource;

    public void Dispose()
    {
        Servers.TryRemove(_folder.FullName, out _);
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static readonly System.Reflection.MethodInfo Configure = typeof(StandInServer).GetMethod(
        nameof(UseStandIn),
        System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic
    )!;

    private static void UseStandIn<TContext>(IServiceCollection services)
        where TContext : DbContext =>
        services.ConfigureDbContext<TContext>(options =>
            options.ReplaceService<ISqlServerConnection, StandInSqlServerConnection>()
        );

    // Without types: a value stays as it was written.
    private static void CreateTable(SqliteConnection file, ITable table)
    {
        var columns = table.Columns.Select(x => $"[{x.Name}]");
        var key = string.Join(", ", table.PrimaryKey!.Columns.Select(x => $"[{x.Name}]"));
        Execute(file, $"CREATE TABLE [{table.Name}] ({string.Join(", ", columns)}, PRIMARY KEY ({key}))");
        foreach (var index in table.Indexes)
        {
            Execute(
                file,
                $"CREATE {(index.IsUnique ? "UNIQUE " : "")}INDEX [{index.Name}] ON [{table.Name}] "
                    + $"({string.Join(", ", index.Columns.Select(x => $"[{x.Name}]"))})"
                    // SQLite has no prefix for text.
                    + (
                        index.Filter is { } filter
                            ? $" WHERE {filter.Replace("N'", "'", StringComparison.Ordinal)}"
                            : ""
                    )
            );
        }
    }

    /// <summary>What the database does by itself, in SQLite's words and under the same names.</summary>
    private static IEnumerable<string> SqliteTriggers(string context)
    {
        using var sqlite = Databases.Open(context.Replace("SqlServer", "Sqlite", StringComparison.Ordinal));
        return sqlite is ServiceDbContext service ? [.. service.Triggers.SelectMany(x => x.Sql)] : [];
    }

    private static void Execute(SqliteConnection file, string sql)
    {
        using var command = file.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

internal sealed class StandInSqlServerConnection(RelationalConnectionDependencies dependencies)
    : SqlServerConnection(dependencies)
{
    protected override DbConnection CreateDbConnection() => new StandInConnection(GetValidatedConnectionString());
}
