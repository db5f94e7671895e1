using System.Text.Json;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.WhatIf;

/// <summary>
/// Tries drafts on past decisions, page by page, so that memory is bounded. After each page it stores the progress and renews
/// its lease: if this process dies, another one starts over a minute later.
/// </summary>
internal sealed class WhatIfWorker(IServiceProvider services, ILogger<WhatIfWorker> logger)
    : DueWorker<ReturnsDb, WhatIfJob>(services, logger, "what-if")
{
    private const int PageSize = 1000;

    // A page ends when its decisions reach this number of lines, or after this time, which is less than a lease.
    private const int PageLines = 20_000;
    private static readonly TimeSpan PageTime = TimeSpan.FromSeconds(15);

    // Few, because the database also serves customers' requests.
    protected override int Batch => 2;

    protected override async Task WorkAsync(WhatIfJob job, IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().Allow([job.StorefrontId]);
        var db = scope.GetRequiredService<ReturnsDb>();
        if (job.Status != WhatIfStatuses.Running)
        {
            await SaveAsync(db, job, _ => { }, cancellation);
            return;
        }
        var draft = JsonSerializer.Deserialize<PolicyDocument>(job.Document, PolicyJson.Options)!;
        var count = new WhatIfCount(draft);
        var (total, first) = await RangeAsync(db, job, cancellation);
        var after = first;
        for (var done = 0; done < total; )
        {
            var page = DecisionsOf(db, job)
                .Where(x => x.Id >= after)
                .OrderBy(x => x.Id)
                .Skip(done == 0 ? 0 : 1)
                .Take(Math.Min(PageSize, total - done));
            var (tried, last) = await TryAsync(page, count, cancellation);
            done = tried == 0 ? total : done + tried;
            after = tried == 0 ? after : last;
            if (
                !await SaveAsync(
                    db,
                    job,
                    x => (x.Total, x.Done, x.DueAt) = (total, done, Clock.UtcNow + Lease),
                    cancellation
                )
            )
            {
                return;
            }
        }
        var result = await NameAsync(db, count.Result(), cancellation);
        await SaveAsync(
            db,
            job,
            x => (x.Total, x.Done, x.Result, x.Status, x.DueAt) = (total, total, result, WhatIfStatuses.Done, null),
            cancellation
        );
    }

    /// <summary>Tries the decisions of a page while they are read, so that only one at a time is in memory.</summary>
    private async Task<(int Tried, Guid Last)> TryAsync(
        IQueryable<Decision> page,
        WhatIfCount count,
        CancellationToken cancellation
    )
    {
        var (tried, lines, last, begun) = (0, 0, Guid.Empty, Time.GetTimestamp());
        await foreach (var decision in page.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            count.Add(decision);
            (tried, lines, last) = (tried + 1, lines + decision.Facts.Lines.Count, decision.Id);
            if (lines >= PageLines || Time.GetElapsedTime(begun) >= PageTime)
            {
                break;
            }
        }
        return (tried, last);
    }

    private static IQueryable<Decision> DecisionsOf(ReturnsDb db, WhatIfJob job) =>
        db.Decisions.AsNoTracking().Where(x => x.StorefrontId == job.StorefrontId && x.Company == job.Company);

    /// <summary>The number of decisions and the id of the first one. Ids are ordered by time.</summary>
    private static async Task<(int Total, Guid First)> RangeAsync(
        ReturnsDb db,
        WhatIfJob job,
        CancellationToken cancellation
    )
    {
        var decisions = DecisionsOf(db, job);
        if (job.From is { } from)
        {
            var since = FirstIdAt(from);
            decisions = decisions.Where(x => x.Id >= since);
        }
        var latest = decisions.OrderByDescending(x => x.Id).Select(x => x.Id).Take(job.Most);
        var total = await latest.CountAsync(cancellation);
        return (total, await latest.OrderBy(x => x).FirstOrDefaultAsync(cancellation));
    }

    /// <summary>The smallest id of a time.</summary>
    private static Guid FirstIdAt(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6..].Clear();
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Adds order numbers and customers, which the decisions do not have.</summary>
    private static async Task<WhatIfResult> NameAsync(ReturnsDb db, WhatIfResult result, CancellationToken cancellation)
    {
        List<Guid> ids = [.. result.MostAffected.Select(x => x.OrderId).Distinct()];
        var orders = await db
            .Orders.AsNoTracking()
            .Where(x => ids.Contains(x.Id))
            .Select(x => new
            {
                x.Id,
                x.Number,
                x.CustomerReference,
            })
            .ToDictionaryAsync(x => x.Id, cancellation);
        return result with
        {
            MostAffected =
            [
                .. result.MostAffected.Select(x =>
                    orders.TryGetValue(x.OrderId, out var order)
                        ? x with
                        {
                            OrderNumber = order.Number,
                            Customer = order.CustomerReference,
                        }
                        : x
                ),
            ],
        };
    }

    /// <returns>False when it was cancelled or deleted meanwhile.</returns>
    private static async Task<bool> SaveAsync(
        ReturnsDb db,
        WhatIfJob job,
        Action<WhatIfJob> change,
        CancellationToken cancellation
    )
    {
        var row = await db.WhatIfJobs.FirstOrDefaultAsync(x => x.Id == job.Id, cancellation);
        if (row is null)
        {
            return false;
        }
        var isRunning = row.Status == WhatIfStatuses.Running;
        if (isRunning)
        {
            change(row);
        }
        else
        {
            // The lease may have been renewed while the what-if was being cancelled.
            row.DueAt = null;
        }
        await db.SaveChangesAsync(cancellation);
        db.ChangeTracker.Clear();
        return isRunning;
    }
}
