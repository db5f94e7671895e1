using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AfterSalesMesh.DurableMessaging.Storage;

/// <summary>
/// A service's database with an inbox and an outbox in it. Everything a handler changes and says goes into one
/// <see cref="SaveChangesAsync(bool, CancellationToken)"/>; what was said goes out when that has committed.
/// </summary>
public abstract class DurableDbContext(DbContextOptions options) : DbContext(options)
{
    private Func<Task>? _bulk;

    public DbSet<InboxEntry> Inbox => Set<InboxEntry>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<Failure> Failures => Set<Failure>();

    /// <summary>What every commit does or checks before it is written, in this order.</summary>
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
                "A durable commit is one SaveChanges without a transaction around it: what it says goes out right after."
            );
        }
        List<Action> whenCommitted = [];
        foreach (var rule in CommitRules)
        {
            if (await rule.ApplyAsync(this, cancellationToken) is { } action)
            {
                whenCommitted.Add(action);
            }
        }
        var afterCommit = this.GetService<AfterCommit>();
        var committing = Committing.Take(ChangeTracker, afterCommit);
        int rows;
        try
        {
            using var turn = await WriteGate.EnterAsync(this, cancellationToken);
            rows = await SaveAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch
        {
            committing.Failed();
            throw;
        }
        CrashPoint.Reach(CrashPoint.AfterCommit);
        afterCommit.Committed(GetType(), committing);
        whenCommitted.ForEach(action => action());
        return rows;
    }

    /// <summary>One commit of what is tracked and of what is written past the change tracker, see <see cref="BulkCopy"/>.</summary>
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

    private async Task<int> SaveAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellation)
    {
        if (_bulk is null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellation);
        }
        await using var transaction = await Database.BeginTransactionAsync(cancellation);
        // First: versions that others count on are locked for as short as can be.
        await _bulk();
        var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellation);
        await transaction.CommitAsync(cancellation);
        return rows;
    }

    /// <summary>For a transaction that will be rolled back: what it says goes nowhere.</summary>
    internal Task<int> SaveInRehearsalAsync(CancellationToken cancellation) =>
        base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellation);

    /// <summary>
    /// For what writes past the change tracker (<c>ExecuteUpdate</c>, <c>ExecuteDelete</c>, SQL): waits its turn where the
    /// database has one writer.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellation)
    {
        using (await WriteGate.EnterAsync(this, cancellation))
        {
            return await write();
        }
    }

    /// <summary>Refused: a blocking commit would wait for SQLite's one writer on a thread.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Use SaveChangesAsync.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.ProviderName == "Microsoft.EntityFrameworkCore.Sqlite")
        {
            // SQLite has no time type that it could compare.
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        }
        else
        {
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Utc>();
        }
        if (Database.IsSqlServer())
        {
            configurationBuilder.SortAndCompareLikeTheOthers();
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddDurableTables();
        foreach (
            var versioned in modelBuilder
                .Model.GetEntityTypes()
                .Where(x => x.ClrType.IsAssignableTo(typeof(IVersioned)))
        )
        {
            versioned.FindProperty(nameof(IVersioned.Version))!.IsConcurrencyToken = true;
        }
        foreach (
            var traced in modelBuilder.Model.GetEntityTypes().Where(x => x.ClrType.IsAssignableTo(typeof(ITraced)))
        )
        {
            traced.FindProperty(nameof(ITraced.TraceParent))!.SetMaxLength(Tracing.MaxLength);
        }
    }

    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(x => x.ToUniversalTime(), x => x);

    private sealed class UtcTicks()
        : ValueConverter<DateTimeOffset, long>(x => x.UtcTicks, x => new DateTimeOffset(x, TimeSpan.Zero));
}
