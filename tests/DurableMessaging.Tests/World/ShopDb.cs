using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

/// <summary>The database of a minimal service: it stores the text of messages, and counts in a saga.</summary>
public sealed class ShopDb(DbContextOptions<ShopDb> options) : DurableDbContext(options)
{
    public DbSet<Line> Lines => Set<Line>();
    public DbSet<Tally> Tallies => Set<Tally>();
    public DbSet<Job> Jobs => Set<Job>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Line>().Property(x => x.Id).ValueGeneratedNever();
        modelBuilder.Entity<Line>().HasIndex(x => x.OnlyOnce).IsUnique();
        modelBuilder.Entity<Tally>().HasKey(x => x.CorrelationId);
        modelBuilder.Entity<Tally>().HasIndex(x => x.DueAt);
        modelBuilder.Entity<Job>().Property(x => x.Id).ValueGeneratedNever();
        modelBuilder.Entity<Job>().HasIndex(x => x.DueAt);
        base.OnModelCreating(modelBuilder);
    }
}

public sealed class Line
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Text { get; init; }

    /// <summary>A natural key of the handler's own, where it has one.</summary>
    public string? OnlyOnce { get; init; }
}

public sealed class Tally : SagaStateMachineInstance, IDue, IVersioned
{
    public Guid CorrelationId { get; set; }
    Guid IDue.Id => CorrelationId;
    public string State { get; set; } = "Counting";
    public int Count { get; set; }
    public string Seen { get; set; } = "";
    public int Nudges { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public int Version { get; set; }
}
