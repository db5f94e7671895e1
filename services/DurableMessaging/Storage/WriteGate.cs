using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>Lets one writer at a time into a SQLite file: SQLite itself would wait in a loop that blocks a thread.</summary>
internal static class WriteGate
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.Ordinal);

    public static async ValueTask<Pass> EnterAsync(DbContext db, CancellationToken cancellation)
    {
        if (!db.Database.IsSqlite())
        {
            return default;
        }
        var file = Path.GetFullPath(db.Database.GetDbConnection().DataSource);
        var gate = Gates.GetOrAdd(file, static _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellation);
        return new Pass(gate);
    }

    public readonly struct Pass(SemaphoreSlim? gate) : IDisposable
    {
        public void Dispose() => gate?.Release();
    }
}
