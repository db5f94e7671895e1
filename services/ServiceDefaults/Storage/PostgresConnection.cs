using System.Data.Common;
using Npgsql;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Connection strings of PostgreSQL.</summary>
public static class PostgresConnection
{
    /// <summary>
    /// Adds what the connection string leaves out: a pool so small that two replicas of all services and of the gateway fit a
    /// server's default of 100 connections, statements that are prepared once for each connection, and no reset of a connection,
    /// as nothing changes its session state.
    /// </summary>
    public static string WithDefaults(string? connection)
    {
        // Npgsql's own builder contains every key that it knows.
        var given = new DbConnectionStringBuilder { ConnectionString = connection };
        var result = new NpgsqlConnectionStringBuilder(connection);
        if (!given.ContainsKey("Maximum Pool Size") && !given.ContainsKey("MaxPoolSize"))
        {
            result.MaxPoolSize = 8;
        }
        if (!given.ContainsKey("Max Auto Prepare") && !given.ContainsKey("MaxAutoPrepare"))
        {
            result.MaxAutoPrepare = 100;
        }
        if (!given.ContainsKey("No Reset On Close") && !given.ContainsKey("NoResetOnClose"))
        {
            result.NoResetOnClose = true;
        }
        return result.ConnectionString;
    }

    /// <summary>What is wrong with a connection string, without any of its values; null: nothing.</summary>
    public static string? Flaw(string? connection)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connection);
            return null;
        }
        catch (ArgumentException exception)
        {
            // The message names a key and never a value.
            return exception.Message.Split('\'')[0].TrimEnd();
        }
    }
}
