using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>A file of its own: that of refunds is made once, as it was when it was made.</summary>
internal sealed class ReversalsDb(DbContextOptions<ReversalsDb> options) : DbContext(options)
{
    public DbSet<SandboxReversal> Reversals => Set<SandboxReversal>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<SandboxReversal>().HasKey(x => x.Reference);

    /// <summary>Planned twice, it is planned once, for the earlier time.</summary>
    public async Task PlanAsync(string reference, DateTimeOffset at)
    {
        await Database.ExecuteSqlAsync(
            $"""
            INSERT INTO Reversals (Reference, DueAt, Attempts) VALUES ({reference}, {at.ToUnixTimeMilliseconds()}, 0)
            ON CONFLICT (Reference) DO UPDATE SET DueAt = MIN(DueAt, excluded.DueAt)
            """
        );
    }
}

/// <summary>A refund that comes back, or has come back and the merchant has not been told so.</summary>
internal sealed class SandboxReversal
{
    /// <summary>The merchant's own name for it.</summary>
    public required string Reference { get; init; }

    /// <summary>Milliseconds of Unix time.</summary>
    public long DueAt { get; set; }

    /// <summary>How often the merchant was told in vain.</summary>
    public int Attempts { get; set; }
}
