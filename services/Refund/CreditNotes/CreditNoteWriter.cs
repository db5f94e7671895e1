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

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        scope.GetRequiredService<StorefrontScope>().AllowAll();
        var time = scope.GetRequiredService<TimeProvider>();
        var db = scope.GetRequiredService<RefundDb>();
        while (await WriteAsync(db, time.GetUtcNow(), settings.Value, cancellation) == BatchSize)
        {
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Writes some of the owed notes, and returns their number.</summary>
    internal static async Task<int> WriteAsync(
        RefundDb db,
        DateTimeOffset now,
        CreditNoteSettings settings,
        CancellationToken cancellation
    )
    {
        var owed = await Writable(db, settings).Take(BatchSize).ToListAsync(cancellation);
        if (owed.Count == 0)
        {
            return 0;
        }
        var ids = owed.Select(x => x.RefundId).Distinct().ToList();
        var refunds = await db
            .Refunds.AsNoTracking()
            .Include(x => x.Request)
            .Where(x => ids.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, cancellation);
        var storefronts = owed.Select(x => x.StorefrontId).Distinct().ToList();
        var all = await db
            .CreditNoteSeries.Where(x => storefronts.Contains(x.StorefrontId))
            .ToDictionaryAsync(x => x.StorefrontId, cancellation);
        foreach (var note in owed)
        {
            if (!all.TryGetValue(note.StorefrontId, out var series))
            {
                all[note.StorefrontId] = series = new CreditNoteSeries { StorefrontId = note.StorefrontId };
                db.CreditNoteSeries.Add(series);
            }
            // The clocks of replicas differ slightly, but the dates of the notes must follow their numbers.
            (series.Last, series.LastAt) = (series.Last + 1, now > series.LastAt ? now : series.LastAt);
            db.CreditNotes.Add(Note(note, refunds[note.RefundId], series, settings.IssuerOf(note.StorefrontId)!));
            db.OwedCreditNotes.Remove(note);
        }
        await db.SaveChangesAsync(cancellation);
        return owed.Count;
    }

    /// <summary>
    /// The owed notes in the order of their numbers. A note needs an issuer: those of a storefront without one wait until it is
    /// configured, and are not read, however many they are.
    /// </summary>
    internal static IQueryable<OwedCreditNote> Writable(RefundDb db, CreditNoteSettings settings)
    {
        var storefronts = settings.Issuers.Keys.ToList();
        var owed = settings.Issuer is null
            ? db.OwedCreditNotes.Where(x => storefronts.Contains(x.StorefrontId))
            : db.OwedCreditNotes;
        return owed.OrderBy(x => x.StorefrontId).ThenBy(x => x.Position);
    }

    private static CreditNote Note(
        OwedCreditNote owed,
        Refunds.Refund refund,
        CreditNoteSeries series,
        string issuer
    ) =>
        new()
        {
            Id = owed.Id,
            StorefrontId = owed.StorefrontId,
            Serial = series.Last,
            IssuedAt = series.LastAt,
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
