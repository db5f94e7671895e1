using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Some rows of a table whose retention is over.</summary>
/// <param name="Name">The name of a row, for log lines.</param>
/// <param name="DeleteAsync">Deletes them, and returns how many there were.</param>
public sealed record ExpiredRows(string Name, Func<CancellationToken, Task<int>> DeleteAsync)
{
    /// <param name="rows">As many as one statement deletes in a short time.</param>
    public static ExpiredRows Of<TRow>(IQueryable<TRow> rows)
        where TRow : class => new(typeof(TRow).Name, rows.ExecuteDeleteAsync);
}
