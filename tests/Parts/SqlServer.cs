using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Data.SqlClient;
using Xunit;

namespace AfterSalesMesh.Parts;

/// <summary>
/// The SQL Server that AFTERSALES_TEST_SQLSERVER names (a connection string that may create databases). There is no way to
/// start one here: without the variable the tests that need it are skipped.
/// </summary>
public sealed class SqlServer : IAsyncDisposable
{
    private const string Variable = "AFTERSALES_TEST_SQLSERVER";

    private readonly ConcurrentBag<string> created = [];
    private readonly string connectionString;

    private SqlServer(string connectionString) => this.connectionString = connectionString;

    /// <summary>The server; skips the test where none is named, even when other skips are forbidden.</summary>
    public static SqlServer Required()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new SqlServer(given);
        }
        Assert.Skip(
            $"SQL Server is missing: name one in {Variable}, by a connection string that may create databases."
        );
        throw new InvalidOperationException();
    }

    /// <summary>Creates an empty database and returns the connection string to it.</summary>
    /// <param name="name">What its name begins with; the rest makes it unique.</param>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        var unique = $"{name}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await ExecuteAsync($"CREATE DATABASE [{unique}]");
        created.Add(unique);
        return new SqlConnectionStringBuilder(connectionString) { InitialCatalog = unique }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        foreach (var database in created)
        {
            await ExecuteAsync(
                $"ALTER DATABASE [{database}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{database}]"
            );
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
