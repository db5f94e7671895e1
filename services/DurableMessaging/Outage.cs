using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>Tells what only needs time from what will never work: an outage is not poison.</summary>
public static class Outage
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    /// <summary>The database is away, overloaded or shutting down: the same thing may work later.</summary>
    public static bool Is(Exception exception) =>
        Causes(exception)
            .Any(cause =>
                cause switch
                {
                    PostgresException postgres => postgres.IsTransient || IsAway(postgres.SqlState),
                    // Without an answer from the server there is no SQLSTATE: the connection is what failed.
                    NpgsqlException => true,
                    SqliteException sqlite => // busy, locked, I/O error, disk full, cannot open
                    sqlite.SqliteErrorCode is 5 or 6 or 10 or 13 or 14,
                    DbException { IsTransient: true } => true,
                    SocketException => true,
                    _ => false,
                }
            );

    /// <summary>Somebody else was first: trying again at once sees what they did.</summary>
    public static bool IsConflict(Exception exception) =>
        Causes(exception)
            .Any(cause =>
                cause
                    is DbUpdateConcurrencyException
                        or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
                        or SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey }
            );

    /// <summary>
    /// Broken connections (08), shutting down or starting up (57P), a primary that has become a standby (25006), logins and
    /// databases that a failover has not brought along yet (28, 3D000), tables that are still to be made (42P01).
    /// </summary>
    private static bool IsAway(string sqlState) =>
        sqlState[..2] is "08" or "28"
        || sqlState.StartsWith("57P", StringComparison.Ordinal)
        || sqlState
            is PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgresErrorCodes.InvalidCatalogName
                or PostgresErrorCodes.UndefinedTable;

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
