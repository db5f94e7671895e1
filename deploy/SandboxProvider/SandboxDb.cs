using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AfterSalesMesh.SandboxProvider;

internal sealed class SandboxDb(DbContextOptions<SandboxDb> options) : DbContext(options)
{
    public DbSet<SandboxRefund> Refunds => Set<SandboxRefund>();
    public DbSet<SandboxAnswer> Answers => Set<SandboxAnswer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SandboxRefund>().HasIndex(x => x.Reference);
        modelBuilder.Entity<SandboxRefund>().HasIndex(x => x.Payment);
        modelBuilder.Entity<SandboxAnswer>().HasKey(x => x.IdempotencyKey);
    }
}

/// <summary>Money that went back.</summary>
/// <param name="Reference">The merchant's own name for it.</param>
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

    /// <summary>It came back.</summary>
    public const string Failed = "failed";
}

/// <summary>The first answer to an idempotency key; <paramref name="Status"/> 0: none was given, and none will be.</summary>
internal sealed record SandboxAnswer(string IdempotencyKey, string Request, int Status, string? RefundId);

/// <summary>What was answered is on the disk, as with a real provider.</summary>
internal sealed class FullSync : DbConnectionInterceptor
{
    public static readonly FullSync Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
