using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>
/// Works on bulk requests in turn, some returns of each at a time and one of a storefront at a time: a large one holds back no
/// other, and many of one storefront hold back none of another.
/// </summary>
internal sealed class BulkWorker(IServiceProvider services, ILogger<BulkWorker> logger)
    : DueWorker<ReturnsDb, BulkJob>(services, logger, "bulk request")
{
    private const int ReturnsInTurn = 20;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    // Longer than one that waits takes to look again, so that it is next.
    private static readonly TimeSpan AfterOthers = TimeSpan.FromSeconds(3);

    private readonly BulkTurns _turns = new();

    // Beside it, customers request returns one by one.
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

    /// <returns>Whether there is more to do.</returns>
    private async Task<bool> TakeTurnAsync(BulkJob job, BulkReturns returns, CancellationToken cancellation)
    {
        var (made, begun) = (0, Time.GetTimestamp());
        do
        {
            if (!await returns.MakeNextAsync(job.Id, Clock.UtcNow + Lease, cancellation))
            {
                return false;
            }
        } while (++made < ReturnsInTurn && Time.GetElapsedTime(begun) < Turn);
        return true;
    }
}
