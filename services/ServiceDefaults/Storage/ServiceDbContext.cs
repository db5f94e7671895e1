using System.Reflection;
using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AfterSalesMesh.ServiceDefaults.Storage;

/// <summary>A service's database: durable, and filtered by storefront.</summary>
public abstract class ServiceDbContext(DbContextOptions options) : DurableDbContext(options)
{
    private static readonly MethodInfo Filtering = typeof(ServiceDbContext).GetMethod(
        nameof(Filter),
        BindingFlags.Instance | BindingFlags.NonPublic
    )!;

    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    /// <summary>The storefronts whose rows queries see. Raw SQL and <c>IgnoreQueryFilters</c> see all.</summary>
    /// <remarks>Set whenever a context is taken from the pool.</remarks>
    public StorefrontScope Scope { get; set; } = new();

    /// <summary>The rooms of the service, whose tables and commit rules belong to this database.</summary>
    protected virtual IReadOnlyList<IModule> Modules => [];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ICommitRule> CommitRules =>
        [.. Modules.SelectMany(x => x.CommitRules), AppendOnly.Rule];

    /// <summary>The triggers of this database; <see cref="Migration"/> makes those that are missing.</summary>
    public virtual IEnumerable<Trigger> Triggers => AppendOnly.TriggersOf(this);

    /// <summary>Deletes answers to idempotent requests after 24 hours as well.</summary>
    public override async Task DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await base.DeleteExpiredAsync(now, cancellation);
        var before = now.AddHours(-24);
        await WriteAsync(
            () => IdempotencyRecords.Where(x => x.CreatedAt < before).ExecuteDeleteAsync(cancellation),
            cancellation
        );
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var module in Modules)
        {
            module.AddTables(modelBuilder, Database);
        }
        base.OnModelCreating(modelBuilder);
        AppendOnly.DeclareTriggers(modelBuilder);
        // For every such table, so that none is forgotten.
        foreach (var row in modelBuilder.Model.GetEntityTypes().Select(x => x.ClrType).ToList())
        {
            if (row.IsAssignableTo(typeof(IStorefrontOwned)))
            {
                Filtering.MakeGenericMethod(row).Invoke(this, [modelBuilder]);
            }
        }
        // Ids are made by the services, never by the database.
        foreach (var key in modelBuilder.Model.GetEntityTypes().SelectMany(x => x.FindPrimaryKey()?.Properties ?? []))
        {
            key.ValueGenerated = ValueGenerated.Never;
        }
    }

    /// <summary>A table whose rows belong to storefronts.</summary>
    private void Filter<TRow>(ModelBuilder modelBuilder)
        where TRow : class, IStorefrontOwned
    {
        modelBuilder.Entity<TRow>().Property(x => x.StorefrontId).HasMaxLength(64);
        modelBuilder.Entity<TRow>().HasQueryFilter(x => Scope.All || Scope.Storefronts.Contains(x.StorefrontId));
    }
}
