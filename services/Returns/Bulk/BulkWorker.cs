using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>
/// Works on bulk requests in turns: some returns of a request at a time, and one request of a storefront at a time. So a large request does not delay
/// others, and many requests of one storefront do not delay those of another.
/// </summary>
internal sealed class BulkWorker(IServiceProvider services, ILogger<BulkWorker> logger)
    : DueWorker<ReturnsDb, BulkJob>(services, logger, "bulk request")
{
    private const int ReturnsInTurn = 20;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    // Longer than the pause after which a waiting request is tried again, so that the waiting one is next.
    private static readonly TimeSpan AfterOthers = TimeSpan.FromSeconds(3);

    private readonly BulkTurns _turns = new();

    // Few, because customers' single requests need the database at the same time.
    protected override int Batch => 4;

    protected override async Task WorkAsync(BulkJob job, IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().Allow([job.StorefrontId]);
        var returns = scope.GetRequiredService<BulkReturns>();
        if (!_turns.TryBegin(job.StorefrontId))
        {
            await returns.PostponeAsync(job.Id, Clock.UtcNow + Every, cancellation);
            return;
        }
        var (more, othersWait) = (false, false);
        try
        {
            more = await TakeTurnAsync(job, returns, cancellation);
        }
        finally
        {
            othersWait = _turns.End(job.StorefrontId);
        }
        if (more)
        {
            await returns.PostponeAsync(
                job.Id,
                Clock.UtcNow + (othersWait ? AfterOthers : TimeSpan.Zero),
                cancellation
            );
        }
    }

    /// <returns>True when there is more to do.</returns>
    private async Task<bool> TakeTurnAsync(BulkJob job, BulkReturns returns, CancellationToken cancellation)
    {
        var (made, begun) = (0, Time.GetTimestamp());
        do
        {
            if (!await returns.MakeNextAsync(job.Id, () => Clock.UtcNow + Lease, cancellation))
            {
                return false;
            }
        } while (++made < ReturnsInTurn && Time.GetElapsedTime(begun) < Turn);
        return true;
    }
}
