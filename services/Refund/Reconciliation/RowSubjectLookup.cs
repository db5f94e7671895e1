using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Loads the refunds, adjustments and collections that rows are about: a fixed number of queries for any number of rows.</summary>
internal sealed class RowSubjectLookup(RefundDb db)
{
    public async Task<RowSubjects> FindAsync(
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
        var collections = await CollectionsAsync(storefront, rows, cancellation);
        List<Guid> settleable = [.. ids, .. adjustments.Select(x => x.Id), .. collections.Select(x => x.Id)];
        var settled = await db
            .PartSettlements.AsNoTracking()
            .Where(x => settleable.Contains(x.PartId))
            .Select(x => new { x.PartId, x.Type })
            .ToListAsync(cancellation);
        var isSettled = settled.Select(x => (x.PartId, x.Type)).ToHashSet();
        var postings = await ClearingPosting.FindAsync(
            db,
            [.. ids.Select(ClearingPosting.SuccessOf), .. adjustments.Select(x => x.PostingId)],
            cancellation
        );
        var exceptions = ids.ConvertAll(x => Discrepancy.IdOf(x, DiscrepancyKind.MissingAtProvider));
        var missing = await db
            .Discrepancies.Where(x => exceptions.Contains(x.Id))
            .ToDictionaryAsync(x => x.PartId!.Value, cancellation);
        var posted = parts.Select(x => new PostedPart(
            x.Id,
            x.RefundId,
            x.ReturnId,
            x.PaymentReference,
            x.Amount,
            x.Currency,
            x.Status,
            postings.GetValueOrDefault(ClearingPosting.SuccessOf(x.Id))
        )
        {
            IsSettled = isSettled.Contains((x.Id, RowType.Refund)),
            IsReversalSettled = isSettled.Contains((x.Id, RowType.RefundFailure)),
            IsWrittenOff = missing.GetValueOrDefault(x.Id)?.HasPosted ?? false,
        });
        return new RowSubjects(
            posted.ToDictionary(x => x.Id),
            byTheirs.ToLookup(x => x.ProviderId!, x => x.Id, StringComparer.Ordinal),
            missing,
            adjustments.ToLookup(
                x => x.Reference,
                x => WithSettled(MoneyMovement.Of(x, postings.GetValueOrDefault(x.PostingId)?.Account)),
                StringComparer.Ordinal
            ),
            collections.ToDictionary(
                x => x.PaymentReference!,
                x => WithSettled(MoneyMovement.Of(x)),
                StringComparer.Ordinal
            )
        );

        MoneyMovement WithSettled(MoneyMovement it) => it with { IsSettled = isSettled.Contains((it.Id, it.RowType)) };
    }

    /// <summary>Ended collections, one for each payment that the rows name.</summary>
    private async Task<List<Collection>> CollectionsAsync(
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
        var found = await db
            .Collections.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && payments.Contains(x.PaymentReference!))
            .ToListAsync(cancellation);
        return [.. found.Where(x => x.HasEnded).DistinctBy(x => x.PaymentReference)];
    }

    private Task<List<PaymentAdjustment>> AdjustmentsAsync(
        string storefront,
        List<string> references,
        CancellationToken cancellation
    )
    {
        List<string> all = [.. references, .. references.Select(PaymentAdjustment.ReversalOf)];
        return db
            .PaymentAdjustments.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && all.Contains(x.Reference))
            .ToListAsync(cancellation);
    }
}
