using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Sets the pragmas of each new connection; with <c>synchronous = FULL</c> a commit is on the disk before it returns.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static readonly SqlitePragmas Instance = new();

    private const string Pragmas = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;";
    private const string WriteAheadLog = "PRAGMA journal_mode = WAL;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        // EF Core opens a database read-only to see whether it exists; the journal mode of an empty file or a backup cannot be changed then.
        var isReadOnly = connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase);
        command.CommandText = isReadOnly ? Pragmas : WriteAheadLog + Pragmas;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs synchronously, because SQLite runs in this process.</summary>
    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
