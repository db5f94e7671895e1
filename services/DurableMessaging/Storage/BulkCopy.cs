using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Writes many rows to a table of PostgreSQL in one statement, bypassing the change tracker.</summary>
public static class BulkCopy
{
    /// <summary>Inserts rows, within the transaction of the context if it has one.</summary>
    public static async Task CopyAsync<TRow>(
        this DurableDbContext db,
        IEnumerable<TRow> rows,
        CancellationToken cancellation
    )
        where TRow : class
    {
        var table = db.Model.FindEntityType(typeof(TRow))!;
        var columns = table
            .GetProperties()
            .Select(x => (Name: x.GetColumnName(), Mapping: x.GetRelationalTypeMapping(), Property: x.PropertyInfo!))
            .ToList();
        var names = string.Join(", ", columns.Select(x => $"\"{x.Name}\""));
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            await using var copy = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginBinaryImportAsync(
                $"COPY \"{table.GetTableName()}\" ({names}) FROM STDIN (FORMAT BINARY)",
                cancellation
            );
            foreach (var row in rows)
            {
                if (row is ITraced traced)
                {
                    traced.TraceParent ??= Tracing.Parent;
                }
                await copy.StartRowAsync(cancellation);
                foreach (var column in columns)
                {
                    var value = column.Property.GetValue(row);
                    var converter = column.Mapping.Converter;
                    if ((converter is null ? value : converter.ConvertToProvider(value)) is { } stored)
                    {
                        await copy.WriteAsync(stored, column.Mapping.StoreTypeNameBase, cancellation);
                    }
                    else
                    {
                        await copy.WriteNullAsync(cancellation);
                    }
                }
            }
            await copy.CompleteAsync(cancellation);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
