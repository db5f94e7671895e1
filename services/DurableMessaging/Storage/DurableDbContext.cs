using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// A service's database with an inbox and an outbox. A handler's changes and the messages that it sends are written by one
/// <see cref="SaveChangesAsync(bool, CancellationToken)"/>; the messages are sent after its commit.
/// </summary>
public abstract class DurableDbContext : DbContext
{
    private Func<Task>? _bulk;

    protected DurableDbContext(DbContextOptions options)
        : base(options) =>
        // A commit succeeds or fails as a whole: savepoints would be needless round trips.
        Database.AutoSavepointsEnabled = false;

    public DbSet<InboxEntry> Inbox => Set<InboxEntry>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<Failure> Failures => Set<Failure>();

    /// <summary>The rules that run before every commit is written, in this order.</summary>
    public virtual IReadOnlyList<ICommitRule> CommitRules => [];

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        if (Database.CurrentTransaction is not null)
        {
            throw new InvalidOperationException(
                "SaveChanges must not run in an outer transaction: messages are sent right after it, as if it had committed."
            );
        }
        var afterCommit = this.GetService<CommitNotifier>();
        var (pending, whenCommitted) = await PrepareAsync(afterCommit, cancellationToken);
        int rows;
        try
        {
            using var turn = await WriteGate.EnterAsync(this, cancellationToken);
            rows = await SaveAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch
        {
            pending.Failed();
            throw;
        }
        CrashPoint.Reach(CrashPoint.AfterCommit);
        afterCommit.Committed(GetType(), pending);
        whenCommitted.ForEach(action => action());
        return rows;
    }

    /// <summary>Writes the tracked changes and those that bypass the change tracker (<see cref="BulkCopy"/>) in one commit.</summary>
    public async Task SaveChangesWithAsync(Func<Task> bulk, CancellationToken cancellation)
    {
        _bulk = bulk;
        try
        {
            await SaveChangesAsync(cancellation);
        }
        finally
        {
            _bulk = null;
        }
    }

    private async Task<(PendingCommit Pending, List<Action> WhenCommitted)> PrepareAsync(
        CommitNotifier afterCommit,
        CancellationToken cancellation
    )
    {
        List<Action> whenCommitted = [];
        // Once for the whole commit: an import tracks thousands of rows.
        ChangeTracker.DetectChanges();
        var detects = ChangeTracker.AutoDetectChangesEnabled;
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var rule in CommitRules)
            {
                if (await rule.ApplyAsync(this, cancellation) is { } action)
                {
                    whenCommitted.Add(action);
                }
            }
            return (PendingCommit.Take(ChangeTracker, afterCommit), whenCommitted);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    private async Task<int> SaveAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellation)
    {
        if (_bulk is null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellation);
        }
        await using var transaction = await Database.BeginTransactionAsync(cancellation);
        // First, so that versioned rows are locked as briefly as possible.
        await _bulk();
        var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellation);
        await transaction.CommitAsync(cancellation);
        return rows;
    }

    /// <summary>Saves without sending messages, for <see cref="SelfCheck"/>, which rolls back.</summary>
    internal Task<int> SaveUnsentAsync(CancellationToken cancellation) =>
        base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellation);

    /// <summary>
    /// Runs a write that bypasses the change tracker (<c>ExecuteUpdate</c>, <c>ExecuteDelete</c>, SQL). On SQLite it waits
    /// until no other write runs.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellation)
    {
        using (await WriteGate.EnterAsync(this, cancellation))
        {
            return await write();
        }
    }

    /// <summary>
    /// Deletes the rows whose retention is over, some of each table in turn: no statement takes long, and no table waits for
    /// another.
    /// </summary>
    /// <param name="onFailure">Called with the name of a row and the error when a table's rows could not be deleted; the other tables continue.</param>
    public async Task DeleteExpiredAsync(
        DateTimeOffset now,
        Action<string, Exception> onFailure,
        CancellationToken cancellation
    )
    {
        var tables = Expired(now).ToList();
        while (tables.Count > 0)
        {
            foreach (var table in tables.ToList())
            {
                var deleted = 0;
                try
                {
                    deleted = await WriteAsync(() => table.DeleteAsync(cancellation), cancellation);
                }
                catch (Exception exception) when (!cancellation.IsCancellationRequested)
                {
                    onFailure(table.Name, exception);
                }
                if (deleted == 0)
                {
                    tables.Remove(table);
                }
            }
        }
    }

    /// <summary>
    /// Of each table, a bounded number of the rows whose retention is over: here inbox rows and replayed failures after seven
    /// days, as no message comes again later.
    /// </summary>
    protected virtual IEnumerable<ExpiredRows> Expired(DateTimeOffset now)
    {
        var before = now.AddDays(-7);
        // By their time, which has an index: not every database can delete by a key of two columns from a subquery.
        yield return ExpiredRows.Of(
            Inbox.Where(x =>
                Inbox
                    .Where(y => y.ConsumedAt < before)
                    .OrderBy(y => y.ConsumedAt)
                    .Take(1000)
                    .Select(y => y.ConsumedAt)
                    .Contains(x.ConsumedAt)
            )
        );
        yield return ExpiredRows.Of(Failures.Where(x => x.ReplayedAt < before).OrderBy(x => x.ReplayedAt).Take(100));
    }

    /// <summary>Not supported: a synchronous commit would block a thread while it waits for SQLite's one writer.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Use SaveChangesAsync.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.IsSqlite())
        {
            // SQLite cannot sort its time type.
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        }
        else
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Utc>();
        }
        if (Database.IsSqlServer())
        {
            configurationBuilder.UseBinaryCollation();
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var table in modelBuilder.Model.GetEntityTypes())
        {
            if (table.ClrType.IsAssignableTo(typeof(IVersioned)))
            {
                table.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
            }
            if (table.ClrType.IsAssignableTo(typeof(ITraced)))
            {
                table.FindProperty(nameof(ITraced.TraceParent))!.SetMaxLength(Tracing.MaxLength);
            }
        }
    }

    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(x => x.ToUniversalTime(), x => x);

    private sealed class UtcTicks()
        : ValueConverter<DateTimeOffset, long>(x => x.UtcTicks, x => new DateTimeOffset(x, TimeSpan.Zero));
}
