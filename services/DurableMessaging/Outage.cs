using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AfterSalesMesh.DurableMessaging;

/// <summary>Distinguishes outages, after which a retry may succeed, from faults, which need a change.</summary>
public static class Outage
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    // No answer in time, a broken or refused connection, an unknown host or server, and (208) a table that does not exist yet.
    private static readonly HashSet<int> SqlServerConnection =
    [
        .. (int[])[-2, -1, 2, 20, 53, 64, 121, 233, 10053, 10054, 10060, 10061, 11001, 208],
    ];

    // SQL Server and Azure SQL: unavailable, starting, failing over, full or busy. Fatal errors are known by their severity.
    private static readonly HashSet<int> SqlServerAway =
    [
        .. SqlServerConnection,
        // The database cannot be opened, is starting, restoring, offline, moving, read-only for now.
        .. (int[])[4060, 4221, 921, 922, 927, 942, 976, 978, 982, 983, 3906, 6005, 17142, 17187, 17188, 17197],
        // A login that does not exist yet, or whose password is being changed.
        .. (int[])[18401, 18451, 18456],
        // Memory, locks, log, disk, workers.
        .. (int[])[617, 669, 701, 802, 1105, 1203, 1204, 1221, 1222, 8628, 8645, 8651, 9002],
        // Azure SQL: throttled, reconfigured, too many requests.
        .. (int[])[10922, 10928, 10929, 10936, 40143, 40197, 40501, 40540, 40544, 40549, 40550, 40551, 40552, 40553],
        .. (int[])[40613, 40615, 42108, 42109, 49918, 49919, 49920],
    ];

    /// <summary>True when the database is unavailable, overloaded or shutting down: a retry may succeed.</summary>
    public static bool Is(Exception exception) =>
        Causes(exception)
            .Any(cause =>
                cause switch
                {
                    PostgresException postgres => !IsPostgresConflict(postgres.SqlState)
                        && (postgres.IsTransient || IsAway(postgres.SqlState)),
                    // Without SQLSTATE the server has not answered: the connection failed.
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
    /// True when the database itself reports that it is unavailable (read-only, full, shutting down). A broken connection or a
    /// timeout, in contrast, may be caused by one message.
    /// </summary>
    internal static bool IsReportedByDatabase(Exception exception) =>
        Causes(exception)
            .Any(cause =>
                cause switch
                {
                    PostgresException postgres => Is(postgres)
                        && postgres.SqlState != PostgresErrorCodes.UndefinedTable,
                    SqliteException sqlite => Is(sqlite),
                    SqlException sqlServer => Is(sqlServer) && !SqlServerConnection.Contains(sqlServer.Number),
                    _ => false,
                }
            );

    /// <summary>True when another transaction committed first: a retry sees its changes.</summary>
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
    /// Broken connections (08), shutdown or start (57P), a primary that has become a standby (25006), logins and databases
    /// that a failover has not copied yet (28, 3D000), tables that do not exist yet (42P01).
    /// </summary>
    private static bool IsAway(string sqlState) =>
        sqlState[..2] is "08" or "28"
        || sqlState.StartsWith("57P", StringComparison.Ordinal)
        || sqlState
            is PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgresErrorCodes.InvalidCatalogName
                or PostgresErrorCodes.UndefinedTable;

    // From class 20 on, the connection has ended.
    internal static bool IsSqlServerAway(int number, byte severity) => severity >= 20 || SqlServerAway.Contains(number);

    internal static bool IsPostgresConflict(string sqlState) =>
        sqlState
            is PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure;

    // Unique index, unique constraint, deadlock.
    internal static bool IsSqlServerConflict(int number) => number is 2601 or 2627 or 1205;

    internal static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
