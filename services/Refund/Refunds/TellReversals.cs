using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>No command waits for a reversal, so it is told again and again until somebody says that they have heard it.</summary>
internal sealed class TellReversals(IServiceProvider services, ILogger<TellReversals> logger)
    : DueWorker<RefundDb, Refund>(services, logger, "reversal")
{
    protected override async Task WorkAsync(Refund row, IServiceProvider scope, CancellationToken cancellation)
    {
        ReturnTrace.Tag(row.ReturnId);
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        var db = scope.GetRequiredService<RefundDb>();
        var refund = await db.Refunds.Include(x => x.Parts).SingleAsync(x => x.Id == row.Id, cancellation);
        if (refund.DueAt is null)
        {
            return;
        }
        refund.DueAt = Clock.UtcNow + Reversal.Wait(refund.Attempts);
        await scope.GetRequiredService<Outbox<RefundDb>>().TellAsync(refund, cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}

internal static class Reversal
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    public static void ScheduleReversalNotice(this Refund refund, DateTimeOffset now) =>
        (refund.Attempts, refund.DueAt) = (0, now + First);

    public static TimeSpan Wait(int attempts)
    {
        var wait = First * Math.Pow(2, Math.Min(attempts, 20));
        return wait < Longest ? wait : Longest;
    }
}
