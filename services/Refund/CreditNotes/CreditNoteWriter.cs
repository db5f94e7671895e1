using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// Writes owed credit notes every second, in one commit with the last number of their storefront, so that a refund never waits for a
/// number and no number is lost.
/// </summary>
internal sealed class CreditNoteWriter(
    IServiceProvider services,
    IOptions<CreditNoteSettings> settings,
    ILogger<CreditNoteWriter> logger
) : PeriodicWorker<RefundDb>(services, logger, TimeSpan.FromSeconds(1))
{
    internal const int BatchSize = 200;

    /// <summary>A batch ends once its notes have this many lines together, which are in memory at the same time.</summary>
    internal const int MaxLines = 2_000;

    // Their notes would fail again in each run. None of a refund's later notes is written either, as each continues the one before.
    private readonly HashSet<Guid> _failedRefunds = [];

    protected override Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().AllowAll();
        var db = scope.GetRequiredService<RefundDb>();
        return WriteAsync(db, scope.GetRequiredService<TimeProvider>(), cancellation);
    }

    /// <summary>Writes the owed notes, and returns their number.</summary>
    internal async Task<int> WriteAsync(RefundDb db, TimeProvider time, CancellationToken cancellation)
    {
        var written = 0;
        var storefronts = await Storefronts(db, settings.Value).ToListAsync(cancellation);
        var positions = storefronts.ToDictionary(x => x, _ => Guid.Empty);
        await StorefrontBatches.RunAsync(
            db,
            storefronts,
            async storefront =>
            {
                var now = time.GetUtcNow();
                var (notes, next) = await WriteBatchAsync(db, storefront, positions[storefront], now, cancellation);
                written += notes;
                positions[storefront] = next ?? default;
                return next is not null;
            },
            logger,
            cancellation
        );
        return written;
    }

    /// <summary>
    /// The storefronts with owed notes. A note needs an issuer: those of a storefront without one wait until it is configured, and
    /// are not read, however many they are.
    /// </summary>
    internal static IQueryable<string> Storefronts(RefundDb db, CreditNoteSettings settings)
    {
        var storefronts = settings.Issuers.Keys.ToList();
        var owed = settings.Issuer is null
            ? db.OwedCreditNotes.Where(x => storefronts.Contains(x.StorefrontId))
            : db.OwedCreditNotes;
        return owed.Select(x => x.StorefrontId).Distinct().OrderBy(x => x);
    }

    /// <returns>The number of written notes, and the position after which the next batch begins; null: this was the last one.</returns>
    private async Task<(int Notes, Guid? Next)> WriteBatchAsync(
        RefundDb db,
        string storefront,
        Guid from,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var owed = await db
            .OwedCreditNotes.Where(x => x.StorefrontId == storefront && x.Position > from)
            .OrderBy(x => x.Position)
            .Take(BatchSize)
            .ToListAsync(cancellation);
        var series = await db.CreditNoteSeries.FirstOrDefaultAsync(x => x.StorefrontId == storefront, cancellation);
        series ??= db.CreditNoteSeries.Add(new CreditNoteSeries { StorefrontId = storefront }).Entity;
        var (notes, lines, read) = (0, 0, 0);
        for (; read < owed.Count && lines < MaxLines; read++)
        {
            if (await NoteAsync(db, owed[read], series, now, cancellation) is { } note)
            {
                (series.Last, series.LastAt) = (note.Serial, note.IssuedAt);
                db.CreditNotes.Add(note);
                db.OwedCreditNotes.Remove(owed[read]);
                (notes, lines) = (notes + 1, lines + note.Lines.Count);
            }
        }
        if (notes > 0)
        {
            await db.SaveChangesAsync(cancellation);
        }
        return (notes, read == BatchSize || read < owed.Count ? owed[read - 1].Position : null);
    }

    /// <summary>The next note of a series; null: it cannot be written, which stops neither the others nor their numbers.</summary>
    private async Task<CreditNote?> NoteAsync(
        RefundDb db,
        OwedCreditNote owed,
        CreditNoteSeries series,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (_failedRefunds.Contains(owed.RefundId))
        {
            return null;
        }
        try
        {
            // One by one, because each can have thousands of lines.
            var refund = await db
                .Refunds.AsNoTracking()
                .Include(x => x.Request)
                .SingleAsync(x => x.Id == owed.RefundId, cancellation);
            return Note(owed, refund, series, now, settings.Value.IssuerOf(owed.StorefrontId)!);
        }
        catch (Exception exception)
            when (!cancellation.IsCancellationRequested && !Outage.Is(exception) && !Outage.IsConflict(exception))
        {
            _failedRefunds.Add(owed.RefundId);
            logger.LogError(
                exception,
                "Credit note {Ordinal} of refund {RefundId} cannot be written; it is tried again when the service restarts",
                owed.Ordinal,
                owed.RefundId
            );
            return null;
        }
    }

    private static CreditNote Note(
        OwedCreditNote owed,
        Refunds.Refund refund,
        CreditNoteSeries series,
        DateTimeOffset now,
        string issuer
    ) =>
        new()
        {
            Id = owed.Id,
            StorefrontId = owed.StorefrontId,
            Serial = series.Last + 1,
            // The clocks of replicas differ slightly, but the dates of the notes must follow their numbers.
            IssuedAt = now > series.LastAt ? now : series.LastAt,
            Issuer = issuer,
            RefundId = owed.RefundId,
            Ordinal = owed.Ordinal,
            ReturnId = refund.ReturnId,
            OrderNumber = refund.OrderNumber,
            InvoiceNumber = refund.InvoiceNumber,
            Currency = refund.Currency,
            Amount = owed.After - owed.Before,
            RefundAmount = refund.Amount,
            Lines = CreditedLines.Of(refund.Request!.Lines, refund.Amount, owed.Before, owed.After),
            PaidAt = owed.PaidAt,
        };
}
