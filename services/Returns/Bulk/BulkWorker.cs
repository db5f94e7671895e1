using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>Works on bulk requests in turn, some returns of each at a time: a large one holds back no other.</summary>
internal sealed class BulkWorker(IServiceProvider services, ILogger<BulkWorker> logger)
    : DueWorker<ReturnsDb, BulkJob>(services, logger, "bulk request")
{
    private const int ReturnsInTurn = 20;

    // Beside it, customers request returns one by one.
    protected override int Batch => 2;

    protected override async Task WorkAsync(BulkJob job, IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().Allow([job.StorefrontId]);
        var returns = scope.GetRequiredService<BulkReturns>();
        for (var made = 1; made <= ReturnsInTurn; made++)
        {
            var until = made == ReturnsInTurn ? Clock.UtcNow : Clock.UtcNow + Lease;
            if (!await returns.MakeNextAsync(job.Id, until, cancellation))
            {
                return;
            }
        }
    }
}
