using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>The sandbox's books. By SQLite's default, a commit is on the disk before it is answered, as with a real provider.</summary>
internal sealed class SandboxDb(DbContextOptions<SandboxDb> options) : DbContext(options)
{
    // One request at a time, so that two requests with the same key do not both count as the first, and a link is not closed while it is paid.
    private static readonly SemaphoreSlim Gate = new(1);

    public DbSet<SandboxRefund> Refunds => Set<SandboxRefund>();
    public DbSet<SandboxAnswer> Answers => Set<SandboxAnswer>();
    public DbSet<SandboxReversal> Reversals => Set<SandboxReversal>();
    public DbSet<SandboxLink> Links => Set<SandboxLink>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SandboxRefund>().HasIndex(x => x.Reference);
        modelBuilder.Entity<SandboxRefund>().HasIndex(x => x.Payment);
        modelBuilder.Entity<SandboxAnswer>().HasKey(x => x.IdempotencyKey);
        modelBuilder.Entity<SandboxReversal>().HasKey(x => x.Reference);
        modelBuilder.Entity<SandboxLink>().HasIndex(x => x.IdempotencyKey).IsUnique();
    }

    /// <summary>Does the work while no other request runs. It is finished even if its client disconnects, as with a real provider.</summary>
    public static async Task<T> AloneAsync<T>(Func<Task<T>> work)
    {
        await Gate.WaitAsync(CancellationToken.None);
        try
        {
            return await work();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Plans the reversal of a refund. When planned twice, the earlier time counts.</summary>
    public Task PlanReversalAsync(string reference, DateTimeOffset at) =>
        Database.ExecuteSqlAsync(
            $"""
            INSERT INTO Reversals (Reference, DueAt, Attempts) VALUES ({reference}, {at.ToUnixTimeMilliseconds()}, 0)
            ON CONFLICT (Reference) DO UPDATE SET DueAt = MIN(DueAt, excluded.DueAt)
            """
        );
}

/// <param name="Reference">The merchant's reference.</param>
internal sealed record SandboxRefund(
    string Id,
    string Reference,
    string Payment,
    long Amount,
    string Currency,
    string Status,
    DateTimeOffset CreatedAt
)
{
    public const string Succeeded = "succeeded";

    /// <summary>The refund succeeded at first and was then reversed.</summary>
    public const string Failed = "failed";
}

/// <summary>The answer to the first request with an idempotency key; without a refund when the payment's bank declined it.</summary>
internal sealed record SandboxAnswer(string IdempotencyKey, string Request, string? RefundId);

/// <summary>A reversal that is planned, or carried out and not yet received by the merchant.</summary>
internal sealed class SandboxReversal
{
    /// <summary>The merchant's reference of the refund.</summary>
    public required string Reference { get; init; }

    /// <summary>Milliseconds of Unix time.</summary>
    public long DueAt { get; set; }

    /// <summary>How often sending the webhook failed.</summary>
    public int Attempts { get; set; }
}

internal sealed class SandboxLink
{
    public const string Open = "open";
    public const string Paid = "paid";
    public const string Declined = "declined";
    public const string Closed = "closed";

    public required string Id { get; init; }
    public required string IdempotencyKey { get; init; }

    /// <summary>The merchant's reference.</summary>
    public required string Reference { get; init; }
    public required string Order { get; init; }
    public long Amount { get; init; }
    public required string Currency { get; init; }

    /// <summary>The text that the customer reads.</summary>
    public required string Description { get; init; }
    public string Status { get; set; } = Open;

    /// <summary>The payment that the customer made or tried to make.</summary>
    public string? Payment { get; set; }
    public DateTimeOffset? PaidAt { get; set; }
}
