using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>Migrates a database; several processes take turns.</summary>
public static class Migration
{
    /// <summary>The advisory lock of PostgreSQL: any number, the same in every process; its scope is one database.</summary>
    public const long LockId = 20261122;
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Returns the migrations that were applied.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        DbContext db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellation)).ToList();
        if (pending.Count == 0 && (await TriggerSetup.MissingAsync(db, cancellation)).Count == 0)
        {
            return pending;
        }
        if (db.Database.IsNpgsql())
        {
            // Npgsql's own lock ends after each migration, so that two processes could both apply the second one. This connection is
            // not pooled, so that a process that dies releases the lock.
            await using var lockedBy = new NpgsqlConnection($"{db.Database.GetConnectionString()};Pooling=false");
            await lockedBy.OpenAsync(cancellation);
            await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({LockId})", lockedBy);
            await take.ExecuteNonQueryAsync(cancellation);
            pending = [.. await db.Database.GetPendingMigrationsAsync(cancellation)];
            await db.Database.MigrateAsync(cancellation);
            await TriggerSetup.RunAsync(db, cancellation);
            return pending;
        }
        if (!db.Database.IsSqlite())
        {
            await db.Database.MigrateAsync(cancellation);
            // The lock belongs to the session: returning the connection to the pool would release it.
            await db.Database.OpenConnectionAsync(cancellation);
            try
            {
                await using var held = await db.GetService<IHistoryRepository>().AcquireDatabaseLockAsync(cancellation);
                await TriggerSetup.RunAsync(db, cancellation);
            }
            finally
            {
                await db.Database.CloseConnectionAsync();
            }
            return pending;
        }
        // EF Core's own lock in SQLite is a row, which a killed process leaves behind; a lock on a file ends with the process.
        await using var alone = await LockAsync(db.Database.GetDbConnection().DataSource + ".lock", time, cancellation);
        await db.Database.ExecuteSqlRawAsync(
            "PRAGMA journal_mode = WAL; DROP TABLE IF EXISTS \"__EFMigrationsLock\"",
            cancellation
        );
        await db.Database.MigrateAsync(cancellation);
        await TriggerSetup.RunAsync(db, cancellation);
        return pending;
    }

    private static async Task<FileStream> LockAsync(string file, TimeProvider time, CancellationToken cancellation)
    {
        for (var since = time.GetTimestamp(); ; )
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(since) < LockTimeout)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation);
            }
        }
    }
}
