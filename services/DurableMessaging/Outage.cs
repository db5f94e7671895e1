using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>Tells outages, after which the same may succeed, from faults, which need a change.</summary>
public static class Outage
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    // The connection: no answer in time, broken, refused, unknown host, no such server. And tables that do not exist yet.
    private static readonly HashSet<int> SqlServerUnclear =
    [
        .. (int[])[-2, -1, 2, 20, 53, 64, 121, 233, 10053, 10054, 10060, 10061, 11001, 208],
    ];

    // Error numbers of SQL Server and Azure SQL for being away, starting, failing over, full or busy. Fatal errors need no list.
    private static readonly HashSet<int> SqlServerAway =
    [
        .. SqlServerUnclear,
        // The database cannot be opened, is starting, restoring, offline, moving, read-only for now.
        .. (int[])[4060, 4221, 921, 922, 927, 942, 976, 978, 982, 983, 3906, 6005, 17142, 17187, 17188, 17197],
        // The login: it may not be there yet, or its password is being changed; that is no fault of a message.
        .. (int[])[18401, 18451, 18456],
        // Memory, locks, log, disk, workers.
        .. (int[])[617, 669, 701, 802, 1105, 1203, 1204, 1221, 1222, 8628, 8645, 8651, 9002],
        // Azure SQL: throttled, reconfigured, too many requests.
        .. (int[])[10922, 10928, 10929, 10936, 40143, 40197, 40501, 40540, 40544, 40549, 40550, 40551, 40552, 40553],
        .. (int[])[40613, 40615, 42108, 42109, 49918, 49919, 49920],
    ];

    /// <summary>The database is away, overloaded or shutting down: the same thing may work later.</summary>
    public static bool Is(Exception exception) =>
        Causes(exception)
            .Any(cause =>
                cause switch
                {
                    PostgresException postgres => !IsPostgresConflict(postgres.SqlState)
                        && (postgres.IsTransient || IsAway(postgres.SqlState)),
                    // Without an answer from the server there is no SQLSTATE: the connection is what failed.
                    NpgsqlException => true,
                    SqliteException sqlite => // busy, locked, I/O error, disk full, cannot open
                    sqlite.SqliteErrorCode is 5 or 6 or 10 or 13 or 14,
                    SqlException sqlServer => IsSqlServerAway(sqlServer.Number, sqlServer.Class),
                    DbException { IsTransient: true } => true,
                    SocketException => true,
                    _ => false,
                }
            );

    /// <summary>
    /// The database itself answers that it is unavailable (read-only, full, shutting down), so it is no fault of a message. A
    /// broken connection or a timeout may be caused by one message.
    /// </summary>
    internal static bool IsSaidByDatabase(Exception exception) =>
        Causes(exception)
            .Any(cause =>
                cause switch
                {
                    PostgresException postgres => Is(postgres)
                        && postgres.SqlState != PostgresErrorCodes.UndefinedTable,
                    SqliteException sqlite => Is(sqlite),
                    SqlException sqlServer => Is(sqlServer) && !SqlServerUnclear.Contains(sqlServer.Number),
                    _ => false,
                }
            );

    /// <summary>Another transaction was first: a retry sees its changes.</summary>
    public static bool IsConflict(Exception exception) =>
        Causes(exception)
            .Any(cause =>
                cause
                    is DbUpdateConcurrencyException
                        or SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey }
                || cause is PostgresException postgres && IsPostgresConflict(postgres.SqlState)
                || cause is SqlException sqlServer && IsSqlServerConflict(sqlServer.Number)
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

    // From class 20 on the server, or the way to it, has ended the connection.
    internal static bool IsSqlServerAway(int number, byte severity) => severity >= 20 || SqlServerAway.Contains(number);

    // Unique index or constraint; and the victim of a deadlock or a serialization failure.
    internal static bool IsPostgresConflict(string sqlState) =>
        sqlState
            is PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure;

    // Unique index, unique constraint; and the victim of a deadlock.
    internal static bool IsSqlServerConflict(int number) => number is 2601 or 2627 or 1205;

    internal static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
