using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

/// <summary>Something to do outside the database.</summary>
public sealed class Job : IDue, IVersioned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Text { get; init; }
    public int Attempts { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Whether the worker was handed its due time to the letter as the database has it.</summary>
    public bool IsAsStored { get; set; }

    /// <summary>How far ahead its lease ended when the worker began.</summary>
    public TimeSpan? Leased { get; set; }
    public int Version { get; set; }
}

public sealed class JobWorker(IServiceProvider services, ILogger<JobWorker> logger)
    : DueWorker<ShopDb, Job>(services, logger, "job")
{
    public const int Places = 4;

    protected override int Batch => Places;

    protected override async Task WorkAsync(Job row, IServiceProvider scope, CancellationToken cancellation)
    {
        var db = scope.GetRequiredService<ShopDb>();
        var stored = await db.Jobs.Where(x => x.Id == row.Id).Select(x => x.DueAt).SingleAsync(cancellation);
        db.Attach(row);
        row.IsAsStored = row.DueAt == stored;
        (row.Leased, row.DueAt) = (row.DueAt - Clock.UtcNow, null);
        db.Add(new Line { Text = $"did: {row.Text}" });
        await db.SaveChangesAsync(cancellation);
    }
}
