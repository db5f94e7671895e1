using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AfterSalesMesh.Mesh.Tests.Storage;

/// <summary>Writes down what a context would say to its server, and answers in its stead: nothing, or that one row changed.</summary>
internal sealed class Recorder : DbCommandInterceptor, IDbConnectionInterceptor
{
    public List<string> Said { get; } = [];

    /// <summary>What was said along with it, in the order in which it was said.</summary>
    public List<object?> Parameters { get; } = [];

    public string All => string.Join('\n', Said);

    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(InterceptionResult.Suppress());

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Said.Add(command.CommandText.Trim());
        Parameters.AddRange(command.Parameters.Cast<DbParameter>().Select(x => x.Value));
        var nothing = new DataTable();
        // Whatever is asked for is a column of it.
        foreach (
            var column in eventData
                .Context!.Model.GetEntityTypes()
                .SelectMany(x => x.GetProperties())
                .Select(x => x.GetColumnName())
                .Distinct()
        )
        {
            nothing.Columns.Add(column);
        }
        return ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader()));
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Said.Add(command.CommandText.Trim());
        Parameters.AddRange(command.Parameters.Cast<DbParameter>().Select(x => x.Value));
        return ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(1));
    }
}
