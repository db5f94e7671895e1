using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Writes a provider's answer about a part: part, refund, cap, postings and events, in one commit.</summary>
internal sealed class ProviderAnswerRecorder(
    RefundDb db,
    OwnerChange ownerChange,
    Outbox<RefundDb> outbox,
    TimeProvider time,
    DatabaseClock<RefundDb> clock,
    IOptions<ProviderSettings> settings,
    IServiceProvider services
)
{
    private static readonly Meter Meter = new(TelemetryExtensions.Meter);
    private static readonly Histogram<double> Latency = Meter.CreateHistogram(
        "aftersales.refund.latency",
        "s",
        "Time from the command to refund until the provider has accepted the refund",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 3600, 21_600, 86_400] }
    );

    /// <summary>Records the answer to a call about this row, which may have changed since.</summary>
    public Task RecordAsync(RefundPart row, ProviderAnswer answer, CancellationToken cancellation) =>
        // Another part of the refund, or another refund of the payment, may be written at the same time.
        ConflictRetry.RunAsync(db, () => TryAsync(row, answer, cancellation), cancellation);

    private async Task TryAsync(RefundPart row, ProviderAnswer answer, CancellationToken cancellation)
    {
        var refund = await db.Refunds.Include(x => x.Parts).SingleAsync(x => x.Id == row.RefundId, cancellation);
        var part = refund.Parts.Single(x => x.Id == row.Id);
        var (before, due) = (part.Status, part.DueAt);
        if (answer.Outcome == ProviderOutcome.Withheld)
        {
            answer = await CheckWithheldAsync(row, part, answer, cancellation);
        }
        part.Apply(answer, clock.UtcNow, settings.Value.KeyLifetime);
        if (due != row.DueAt)
        {
            // A webhook came while the provider was asked: the part is looked up once more.
            part.DueAt = due;
        }
        var was = refund.Status;
        if (part.Status != before)
        {
            await RecordStatusAsync(refund, part, before, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
        if (refund.Status != was && refund.Status == RefundStatus.Succeeded)
        {
            Latency.Record((refund.ChangedAt - refund.CreatedAt).TotalSeconds);
        }
    }

    /// <summary>Checks a withheld part again: the payment may be within its cap now, or another worker may have submitted the part meanwhile.</summary>
    private async Task<ProviderAnswer> CheckWithheldAsync(
        RefundPart row,
        RefundPart part,
        ProviderAnswer answer,
        CancellationToken cancellation
    )
    {
        var isLatestAttempt = part.DueAt == row.DueAt && part.Attempts == row.Attempts;
        if (await IsOverCapAsync(part, cancellation))
        {
            return answer with { CannotBeAtProvider = answer.CannotBeAtProvider && isLatestAttempt };
        }
        // An attempt that submitted nothing does not count, so that the part can still be cancelled.
        part.Attempts = isLatestAttempt && part.Attempts == 1 ? 0 : part.Attempts;
        return answer with { Outcome = ProviderOutcome.TryLater };
    }

    private async Task<bool> IsOverCapAsync(RefundPart part, CancellationToken cancellation) =>
        (await db.PaymentsAsync(part.StorefrontId, [part.PaymentReference], cancellation)).Exists(x => x.OverCap > 0);

    /// <summary>Records the consequences of a part's new status.</summary>
    private async Task RecordStatusAsync(Refund refund, RefundPart part, string before, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (part.Failure == FailureReason.Declined && await IsOverCapAsync(part, cancellation))
        {
            // The customer may have got the money elsewhere: no other payment is tried.
            part.Failure = FailureReason.CapExceeded;
        }
        foreach (var posting in RefundPostings.Of(part, before, now))
        {
            db.Post(posting);
        }
        if (services.GetKeyedService<IPaymentProvider>(part.Tender) is { } provider)
        {
            await provider.RecordAsync(refund, part, before, cancellation);
        }
        if (part.Status is RefundStatus.Failed or RefundStatus.Reversed)
        {
            await db.ReleaseAsync(ownerChange, [part], cancellation);
        }
        if (part.Status == RefundStatus.Failed)
        {
            // After any other failure, either the customer has the money from elsewhere or the request was wrong.
            var left =
                part.Failure == FailureReason.Declined
                    ? await db.ReplanAsync(refund, part, clock.UtcNow, cancellation)
                    : part.Amount;
            refund.RestoreShortfall(part, left);
            db.Post(RefundPostings.Shortened(part, part.PaysShortfall ? left : 0, now));
        }
        var was = refund.Status;
        refund.UpdateStatus(now);
        // Always a new version, so that if two parts end at the same time, one of the commits sees the other part's end.
        db.Entry(refund).Property(x => x.Version).IsModified = true;
        if (part.Status == RefundStatus.Reversed)
        {
            ReversalNotifier.Schedule(refund, clock.UtcNow);
        }
        if (
            part.Status == RefundStatus.Reversed
            || (refund.Status != was && (was == RefundStatus.Planned || refund.HasEnded))
        )
        {
            await outbox.PublishStateAsync(refund, cancellation);
        }
    }
}
