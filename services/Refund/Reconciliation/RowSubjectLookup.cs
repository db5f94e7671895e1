using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Loads what rows are about: eight queries, however many rows.</summary>
internal sealed class RowSubjectLookup(RefundDb db)
{
    public async Task<RowSubjects> OfAsync(
        string storefront,
        IReadOnlyList<ParsedRow> rows,
        CancellationToken cancellation
    )
    {
        var ours = rows.Select(x => x.PartId).OfType<Guid>().Distinct().ToList();
        var theirs = rows.Select(x => x.ProviderRefund).OfType<string>().Distinct().ToList();
        var all = db.RefundParts.AsNoTracking().Where(x => x.StorefrontId == storefront);
        var byOurs = await all.Where(x => ours.Contains(x.Id)).ToListAsync(cancellation);
        var byTheirs = await all.Where(x => x.ProviderId != null && theirs.Contains(x.ProviderId))
            .ToListAsync(cancellation);
        var parts = byOurs.Concat(byTheirs).DistinctBy(x => x.Id).ToList();
        var ids = parts.ConvertAll(x => x.Id);
        var adjustments = await AdjustmentsAsync(storefront, theirs, cancellation);
        var collected = await CollectedAsync(storefront, rows, cancellation);
        var settleable = ids.Concat(adjustments.Select(x => x.Id)).Concat(collected.Select(x => x.Told.Id)).ToList();
        var settled = await db
            .SettledParts.AsNoTracking()
            .Where(x => settleable.Contains(x.PartId))
            .Select(x => new { x.PartId, x.Type })
            .ToListAsync(cancellation);
        var isSettled = settled.Select(x => (x.PartId, x.Type)).ToHashSet();
        var ledger = await LedgerAsync(ids, cancellation);
        var exceptions = ids.ConvertAll(x => Discrepancy.IdOf(x, DiscrepancyKind.MissingAtProvider));
        var missing = await db
            .Discrepancies.Where(x => exceptions.Contains(x.Id))
            .ToDictionaryAsync(x => x.PartId!.Value, cancellation);
        var known = parts.Select(x => new BookedPart(
            x.Id,
            x.RefundId,
            x.ReturnId,
            x.PaymentReference,
            x.Amount,
            x.Currency,
            x.Status,
            ledger.GetValueOrDefault(x.Id)
        )
        {
            IsSettled = isSettled.Contains((x.Id, RowType.Refund)),
            IsFailureSettled = isSettled.Contains((x.Id, RowType.RefundFailure)),
            IsWrittenOff = missing.GetValueOrDefault(x.Id)?.HasPosted ?? false,
        });
        return new RowSubjects(
            known.ToDictionary(x => x.Id),
            byTheirs.ToLookup(x => x.ProviderId!, x => x.Id, StringComparer.Ordinal),
            missing,
            adjustments.ToDictionary(x => x.Reference, x => AsSettled(x.Told), StringComparer.Ordinal),
            collected.ToDictionary(x => x.Payment, x => AsSettled(x.Told), StringComparer.Ordinal)
        );

        BookedMovement AsSettled(BookedMovement it) => it with { IsSettled = isSettled.Contains((it.Id, it.RowType)) };
    }

    /// <summary>What customers have paid by our payment links, by the payment's name at the provider.</summary>
    private async Task<List<(string Payment, BookedMovement Told)>> CollectedAsync(
        string storefront,
        IReadOnlyList<ParsedRow> rows,
        CancellationToken cancellation
    )
    {
        var payments = rows.Where(x => x.Type == RowType.Payment)
            .SelectMany(x => new[] { x.Payment, x.ProviderRefund })
            .OfType<string>()
            .Distinct()
            .ToList();
        if (payments.Count == 0)
        {
            return [];
        }
        var found = await db
            .Collections.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && payments.Contains(x.PaymentReference!))
            .ToListAsync(cancellation);
        // A second one by the same payment is not known at any provider; then the first counts.
        return
        [
            .. found
                .Where(x => x.HasEnded)
                .DistinctBy(x => x.PaymentReference)
                .Select(x => (x.PaymentReference!, ClearingLookup.Of(x))),
        ];
    }

    /// <summary>What left past us, by the name it has at the provider.</summary>
    private async Task<List<(Guid Id, string Reference, BookedMovement Told)>> AdjustmentsAsync(
        string storefront,
        List<string> references,
        CancellationToken cancellation
    )
    {
        List<string> all = [.. references, .. references.Select(PaymentAdjustment.ReversalOf)];
        var told = await db
            .PaymentAdjustments.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && all.Contains(x.Reference))
            .ToListAsync(cancellation);
        var clearing = await ClearingLookup.ClearingAsync(db, told.ConvertAll(x => x.PostingId), cancellation);
        return told.ConvertAll(x =>
            (x.Id, x.Reference, ClearingLookup.Of(x, clearing.GetValueOrDefault(x.PostingId).Line?.Account))
        );
    }

    /// <summary>What waits for each part on a clearing account since it succeeded.</summary>
    private async Task<Dictionary<Guid, ClearingEntry>> LedgerAsync(List<Guid> parts, CancellationToken cancellation)
    {
        var found = await ClearingLookup.ClearingAsync(db, parts.ConvertAll(ClearingLookup.SuccessOf), cancellation);
        return found.Values.ToDictionary(
            x => x.Posting.PartId!.Value,
            x => new ClearingEntry(x.Line.Account, -x.Line.Amount, x.Posting.At)
        );
    }
}
