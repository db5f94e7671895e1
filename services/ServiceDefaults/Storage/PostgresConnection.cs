using Npgsql;

namespace AfterSalesMesh.ServiceDefaults.Storage;

public static class PostgresConnection
{
    // A small pool, because a server has 100 connections for all replicas of all services; statements that are prepared once for
    // each connection; no reset of connections, because nothing changes their session state.
    private const string Defaults = "Maximum Pool Size=8;Max Auto Prepare=100;No Reset On Close=true";

    /// <summary>Adds our defaults before the connection string: of two values for one key, the last one counts.</summary>
    public static string WithDefaults(string? connection) =>
        new NpgsqlConnectionStringBuilder($"{Defaults};{connection}").ConnectionString;
}
