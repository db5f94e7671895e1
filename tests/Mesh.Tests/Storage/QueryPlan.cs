using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Mesh.Tests.Storage;

/// <summary>How SQLite would answer a query: the steps of its plan, which name the indexes.</summary>
internal static class QueryPlan
{
    public static async Task<List<string>> OfAsync<T>(DbContext db, IQueryable<T> query)
    {
        var sql = query.ToQueryString().Split('\n');
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        // What it is compared with is a parameter, of which ToQueryString shows the value as a statement of SQLite's shell.
        command.CommandText =
            "EXPLAIN QUERY PLAN "
            + string.Join('\n', sql.Where(x => !x.StartsWith(".param", StringComparison.Ordinal)));
        foreach (var name in sql.Where(x => x.StartsWith(".param", StringComparison.Ordinal)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name.Split(' ')[2], "1");
            command.Parameters.Add(parameter);
        }
        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(3));
        }
        return lines;
    }
}
