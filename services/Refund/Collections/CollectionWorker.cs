using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Makes the links, looks whether they were paid, and closes them; <see cref="TakeLinkAnswer"/> writes what came of it.</summary>
internal sealed class CollectionWorker(IServiceProvider services, ILogger<CollectionWorker> logger)
    : DueWorker<RefundDb, Collection>(services, logger, "collection")
{
    protected override async Task WorkAsync(Collection row, IServiceProvider scope, CancellationToken cancellation)
    {
        ReturnTrace.Tag(row.ReturnId);
        var answer = await AskAsync(scope.GetRequiredService<IPaymentLinks>(), row, Clock.UtcNow, cancellation);
        CrashPoint.Reach("after-provider");
        logger.Log(
            answer.Outcome switch
            {
                LinkOutcome.Rejected => LogLevel.Error,
                LinkOutcome.TryLater or LinkOutcome.Spent or LinkOutcome.NeverMade => LogLevel.Warning,
                _ => LogLevel.Information,
            },
            "Collection {CollectionId}, attempt {Attempt}: {Outcome} ({Detail})",
            row.Id,
            row.Attempts,
            answer.Outcome,
            answer.Detail
        );
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        await scope.GetRequiredService<TakeLinkAnswer>().WriteAsync(row, answer, cancellation);
    }

    internal static async Task<LinkAnswer> AskAsync(
        IPaymentLinks links,
        Collection it,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (it.LinkId is null)
        {
            // A link that was made without our knowing is in nobody's hands: there is nothing to close.
            return it.HasEnded || it.PayBy <= now
                ? new LinkAnswer(LinkOutcome.NeverMade, "there was no link in time")
                : await links.MakeAsync(it, cancellation);
        }
        if (!it.IsClosed && it.PayBy <= now)
        {
            return await links.CloseAsync(it, cancellation);
        }
        var found = await links.FindAsync(it, cancellation);
        if (it.IsClosed)
        {
            return found with { IsClosed = true };
        }
        if (found.IsClosed || found.Outcome is not (LinkOutcome.Paid or LinkOutcome.Declined))
        {
            return found;
        }
        // So that nobody pays twice. What is known is known, also when it can't be closed just now.
        var closed = await links.CloseAsync(it, cancellation);
        return closed.Outcome == LinkOutcome.TryLater ? found : closed;
    }
}
