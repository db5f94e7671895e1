using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Makes payment links, looks up whether they were paid, and closes them; <see cref="LinkAnswerRecorder"/> writes the outcome.</summary>
internal sealed class CollectionWorker(IServiceProvider services, ILogger<CollectionWorker> logger)
    : DueWorker<RefundDb, Collection>(services, logger, "collection")
{
    protected override async Task WorkAsync(Collection row, IServiceProvider scope, CancellationToken cancellation)
    {
        var answer = await AskAsync(scope.GetRequiredService<IPaymentLinks>(), row, Clock.UtcNow, cancellation);
        CrashPoint.Reach("after-provider");
        logger.Log(
            answer.Outcome switch
            {
                LinkOutcome.Rejected => LogLevel.Error,
                LinkOutcome.TryLater or LinkOutcome.KeyUnusable or LinkOutcome.NeverMade => LogLevel.Warning,
                _ => LogLevel.Information,
            },
            "Collection {CollectionId}, attempt {Attempt}: {Outcome} ({Detail})",
            row.Id,
            row.Attempts,
            answer.Outcome,
            answer.Detail
        );
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        await scope.GetRequiredService<LinkAnswerRecorder>().RecordAsync(row, answer, cancellation);
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
            // A link whose answer was lost is known to nobody, so it need not be closed.
            return it.HasEnded || it.PayBy <= now
                ? new LinkAnswer(LinkOutcome.NeverMade, "no link was made in time")
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
        // Closes the link so that nobody pays twice; the payment counts even if the link cannot be closed now.
        var closed = await links.CloseAsync(it, cancellation);
        return closed.Outcome == LinkOutcome.TryLater ? found : closed;
    }
}
