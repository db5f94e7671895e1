using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>How a <see cref="Watch{T}"/> looks: one statement, on a connection that is kept.</summary>
internal static class Queries
{
    /// <param name="sql">Takes the ids as $1.</param>
    public static Func<IReadOnlyCollection<Guid>, Task<List<(Guid, T)>>> Query<T>(
        this NpgsqlDataSource database,
        string sql
    ) =>
        async ids =>
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(sql, connection)
            {
                Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] } },
            };
            return await ReadAsync(command, row => row.GetFieldValue<T>(1));
        };

    /// <param name="file">A database of Local.</param>
    /// <param name="sql">Takes the ids as a JSON list named $ids.</param>
    /// <param name="what">Reads what is wanted of a row.</param>
    public static Func<IReadOnlyCollection<Guid>, Task<List<(Guid, T)>>> QueryFile<T>(
        string file,
        string sql,
        Func<DbDataReader, T> what
    ) =>
        async ids =>
        {
            await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            var list = JsonSerializer.Serialize(ids.Select(x => x.ToString().ToUpperInvariant()));
            command.Parameters.AddWithValue("$ids", list);
            return await ReadAsync(command, what);
        };

    private static async Task<List<(Guid, T)>> ReadAsync<T>(DbCommand command, Func<DbDataReader, T> what)
    {
        List<(Guid, T)> found = [];
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            found.Add((rows.GetGuid(0), what(rows)));
        }
        return found;
    }
}
