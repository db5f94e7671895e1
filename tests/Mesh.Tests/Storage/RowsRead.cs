using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AfterSalesMesh.Mesh.Tests.Storage;

/// <summary>Counts the rows that the queries of calls read, and not those of the service's own work.</summary>
internal sealed class RowsRead : DbCommandInterceptor
{
    private static readonly HttpContextAccessor Call = new();

    private readonly ConcurrentQueue<(string Sql, int Rows)> _queries = new();

    /// <summary>The rows read since the last call by the queries that name a table.</summary>
    public int From(string table)
    {
        var rows = 0;
        while (_queries.TryDequeue(out var query))
        {
            rows += query.Sql.Contains($"\"{table}\"", StringComparison.Ordinal) ? query.Rows : 0;
        }
        return rows;
    }

    public override InterceptionResult DataReaderDisposing(
        DbCommand command,
        DataReaderDisposingEventData eventData,
        InterceptionResult result
    )
    {
        if (Call.HttpContext is not null)
        {
            _queries.Enqueue((command.CommandText, eventData.ReadCount));
        }
        return result;
    }
}
