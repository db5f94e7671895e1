using System.Diagnostics.Metrics;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Writes what the provider said of a part: part, refund, cap and books, and what is told of it, in one commit.</summary>
internal sealed class TakeAnswer(
    RefundDb db,
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
        "From the order to refund until the money is on its way",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 3600, 21_600, 86_400] }
    );

    /// <param name="row">The part as it was when the provider was asked.</param>
    /// <param name="answer">What it said.</param>
    /// <param name="cancellation">Leaves it to the next one who asks.</param>
    public Task WriteAsync(RefundPart row, ProviderAnswer answer, CancellationToken cancellation) =>
        // Another part of the refund, or another refund of the payment, may be written in between.
        ConflictRetry.RunAsync(db, () => TryAsync(row, answer, cancellation), cancellation);

    private async Task TryAsync(RefundPart row, ProviderAnswer answer, CancellationToken cancellation)
    {
        var refund = await db.Refunds.Include(x => x.Parts).SingleAsync(x => x.Id == row.RefundId, cancellation);
        var part = refund.Parts.Single(x => x.Id == row.Id);
        var (now, before, due) = (time.GetUtcNow(), part.Status, part.DueAt);
        if (answer.Outcome == ProviderOutcome.Withheld)
        {
            answer = await WithheldAsync(row, part, answer, cancellation);
        }
        part.Take(answer, clock.UtcNow, settings.Value.KeyLifetime);
        if (due != row.DueAt)
        {
            // Somebody has heard news of it while the provider was asked: it is to be looked up once more.
            part.DueAt = due;
        }
        var was = refund.Status;
        if (part.Status != before)
        {
            await FollowAsync(refund, part, before, now, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
        if (refund.Status != was && refund.Status == RefundStatus.Succeeded)
        {
            Latency.Record((refund.ChangedAt - refund.CreatedAt).TotalSeconds);
        }
    }

    /// <summary>What withholding it comes to by now.</summary>
    private async Task<ProviderAnswer> WithheldAsync(
        RefundPart row,
        RefundPart part,
        ProviderAnswer answer,
        CancellationToken cancellation
    )
    {
        // Nobody else has had it in hand since.
        var isOurs = part.DueAt == row.DueAt && part.Attempts == row.Attempts;
        if (await IsTooMuchAsync(part, cancellation))
        {
            return answer with { IsNowhere = answer.IsNowhere && isOurs };
        }
        // Another part has given way meanwhile; and who has not asked has not had it in hand.
        part.Attempts = isOurs && part.Attempts == 1 ? 0 : part.Attempts;
        return answer with { Outcome = ProviderOutcome.TryLater };
    }

    private async Task<bool> IsTooMuchAsync(RefundPart part, CancellationToken cancellation) =>
        (await db.PaymentsAsync(part.StorefrontId, [part.PaymentReference], cancellation)).Exists(x => x.OverCap > 0);

    private async Task FollowAsync(
        Refund refund,
        RefundPart part,
        string before,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (part.Failure == FailureReason.Declined && await IsTooMuchAsync(part, cancellation))
        {
            // They have their money elsewhere: it does not come from another payment.
            part.Failure = FailureReason.CapExceeded;
        }
        foreach (var posting in RefundPostings.Of(part, before, now))
        {
            db.Post(posting);
        }
        services.GetKeyedService<IPaymentProvider>(part.Tender)?.Record(refund, part, before);
        if (part.Status is RefundStatus.Failed or RefundStatus.Reversed)
        {
            await db.ReleaseAsync([part], cancellation);
        }
        // Nothing else: who has, or will have, their money elsewhere must not have it twice, and a mistake is not mended so.
        if (part.Failure == FailureReason.Declined)
        {
            await db.PlanAgainAsync(refund, part.Amount, clock.UtcNow, cancellation);
        }
        var was = refund.Status;
        refund.SumUp(now);
        // Even when it stays as it is: two parts that end at once must not both take the other for open.
        db.Entry(refund).Property(x => x.Version).IsModified = true;
        if (part.Status == RefundStatus.Reversed)
        {
            refund.ScheduleReversalNotice(clock.UtcNow);
        }
        if (
            part.Status == RefundStatus.Reversed
            || (refund.Status != was && (was == RefundStatus.Planned || refund.HasEnded))
        )
        {
            await outbox.TellAsync(refund, cancellation);
        }
    }
}
