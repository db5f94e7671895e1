using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>A file of its own: that of refunds is made once, as it was when it was made.</summary>
internal sealed class LinksDb(DbContextOptions<LinksDb> options) : DbContext(options)
{
    public DbSet<SandboxLink> Links => Set<SandboxLink>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<SandboxLink>().HasIndex(x => x.IdempotencyKey).IsUnique();
}

internal sealed class SandboxLink
{
    public const string Open = "open";
    public const string Paid = "paid";
    public const string Declined = "declined";
    public const string Closed = "closed";

    public required string Id { get; init; }

    public required string IdempotencyKey { get; init; }

    /// <summary>The merchant's own name for it.</summary>
    public required string Reference { get; init; }
    public required string Order { get; init; }
    public long Amount { get; init; }
    public required string Currency { get; init; }

    /// <summary>What the customer reads.</summary>
    public required string Description { get; init; }
    public string Status { get; set; } = Open;

    /// <summary>The payment by which it was paid.</summary>
    public string? Payment { get; set; }
}

/// <param name="Url">Where the customer pays.</param>
internal sealed record LinkAnswer(
    string Id,
    string Reference,
    string Url,
    string Status,
    long Amount,
    string Currency,
    string? Payment
)
{
    public static LinkAnswer Of(SandboxLink it, HttpRequest asked) =>
        new(
            it.Id,
            it.Reference,
            $"{asked.Scheme}://{asked.Host}/pay/{it.Id}",
            it.Status,
            it.Amount,
            it.Currency,
            it.Status == SandboxLink.Paid ? it.Payment : null
        );
}
