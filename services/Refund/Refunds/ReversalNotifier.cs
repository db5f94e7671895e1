using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Publishes a reversal again and again until its return acknowledges it, because no command waits for it.</summary>
internal sealed class ReversalNotifier(IServiceProvider services, ILogger<ReversalNotifier> logger)
    : DueWorker<RefundDb, Refund>(services, logger, "reversal")
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <summary>Called when the reversal is published for the first time.</summary>
    public static void Schedule(Refund refund, DateTimeOffset now) =>
        (refund.Attempts, refund.DueAt) = (0, now + FirstWait);

    protected override async Task WorkAsync(Refund row, IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        var db = scope.GetRequiredService<RefundDb>();
        var refund = await db.Refunds.Include(x => x.Parts).SingleAsync(x => x.Id == row.Id, cancellation);
        if (refund.DueAt is null)
        {
            return;
        }
        var wait = FirstWait * Math.Pow(2, Math.Min(refund.Attempts, 20));
        refund.DueAt = Clock.UtcNow + (wait < LongestWait ? wait : LongestWait);
        await scope.GetRequiredService<Outbox<RefundDb>>().PublishStateAsync(refund, cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}
