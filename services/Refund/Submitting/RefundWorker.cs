using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Providers;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Submitting;

/// <summary>Calls the provider for each part that is due, then writes what came of it and says so, in one commit.</summary>
internal sealed class RefundWorker(IServiceProvider services, ILogger<RefundWorker> logger)
    : DueWorker<RefundDb, RefundPart>(services, logger)
{
    private static readonly Meter Meter = new(Tracing.Source);
    private static readonly Histogram<double> Latency = Meter.CreateHistogram(
        "aftersales.refund.latency",
        "s",
        "From the order to refund until the money is on its way",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 3600, 21_600, 86_400] }
    );

    /// <summary>A look-up and a submission that both time out, and the commit.</summary>
    protected override TimeSpan Lease => 3 * ProviderSettings.Timeout;

    /// <summary>Few enough for the databases, enough that a slow provider does not hold up the others for long.</summary>
    protected override int Batch => 64;

    protected override async Task WorkAsync(RefundPart row, IServiceProvider scope, CancellationToken cancellation)
    {
        ReturnTrace.Tag(row.ReturnId);
        var answer = await AskAsync(scope.GetRequiredService<IPaymentProvider>(), row, cancellation);
        CrashPoint.Reach(CrashPoint.AfterProvider);
        logger.Log(
            answer.Outcome switch
            {
                ProviderOutcome.Succeeded => LogLevel.Information,
                ProviderOutcome.Rejected => LogLevel.Error,
                _ => LogLevel.Warning,
            },
            "Part {PartId} of refund {RefundId}, attempt {Attempt}: {Outcome} ({Detail})",
            row.Id,
            row.RefundId,
            row.Attempts,
            answer.Outcome,
            answer.Detail
        );
        scope.GetRequiredService<StorefrontScope>().Allow([row.StorefrontId]);
        var db = scope.GetRequiredService<RefundDb>();
        var outbox = scope.GetRequiredService<Outbox<RefundDb>>();
        for (var written = false; !written; )
        {
            try
            {
                await WriteAsync(db, outbox, row, answer, cancellation);
                written = true;
            }
            catch (Exception exception) when (Outage.IsConflict(exception))
            {
                // Another part of the refund, or another refund of the payment, was written in between.
                db.ChangeTracker.Clear();
            }
        }
    }

    private static async Task<ProviderAnswer> AskAsync(
        IPaymentProvider provider,
        RefundPart part,
        CancellationToken cancellation
    )
    {
        // An earlier attempt may have got through, be it that we died before we wrote so; and a provider forgets its
        // idempotency keys one day, but not its refunds.
        if (part.Attempts > 1)
        {
            var found = await provider.FindAsync(part.Id, cancellation);
            if (found.Outcome != ProviderOutcome.NotFound)
            {
                return found;
            }
        }
        return await provider.SubmitAsync(part, cancellation);
    }

    private async Task WriteAsync(
        RefundDb db,
        Outbox<RefundDb> outbox,
        RefundPart row,
        ProviderAnswer answer,
        CancellationToken cancellation
    )
    {
        var refund = await db.Refunds.Include(x => x.Parts).SingleAsync(x => x.Id == row.RefundId, cancellation);
        var part = refund.Parts.Single(x => x.Id == row.Id);
        if (!part.IsOpen)
        {
            return;
        }
        part.Take(answer, Clock.UtcNow);
        if (part.Status == RefundStatus.Failed)
        {
            var payment = await db.Payments.SingleAsync(
                x => x.StorefrontId == part.StorefrontId && x.Reference == part.PaymentReference,
                cancellation
            );
            payment.Committed -= part.Amount;
        }
        var before = refund.Status;
        refund.SumUp(Time.GetUtcNow());
        // Even when it stays as it is: two parts that end at once must not both take the other for open.
        db.Entry(refund).State = EntityState.Modified;
        if (refund.Status != before && (before == RefundStatus.Planned || refund.HasEnded))
        {
            await TellAsync(outbox, refund, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
        if (refund.Status != before && refund.Status == RefundStatus.Succeeded)
        {
            Latency.Record((refund.ChangedAt - refund.CreatedAt).TotalSeconds);
        }
    }

    private static Task TellAsync(Outbox<RefundDb> outbox, Refund refund, CancellationToken cancellation) =>
        refund.Status switch
        {
            RefundStatus.Succeeded => outbox.PublishAsync(refund.Succeeded(), cancellation),
            RefundStatus.Failed => outbox.PublishAsync(refund.Failed(), cancellation),
            _ => outbox.PublishAsync(refund.Submitted(), cancellation),
        };
}
