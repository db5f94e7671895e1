using Npgsql;

namespace AfterSalesMesh.ServiceDefaults.Storage;

public static class PostgresConnection
{
    // A small pool, as a server has 100 connections for all replicas of all services; statements that are prepared once for
    // each connection; no reset of a connection, as nothing changes its session state.
    private const string Defaults = "Maximum Pool Size=8;Max Auto Prepare=100;No Reset On Close=true";

    /// <summary>Adds our defaults for what a connection string leaves out: of two values for one key, the last counts.</summary>
    public static string WithDefaults(string? connection) =>
        new NpgsqlConnectionStringBuilder($"{Defaults};{connection}").ConnectionString;
}
