using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The refunds, adjustments and collections that a batch of rows may concern.</summary>
internal sealed class RowSubjects(
    IReadOnlyDictionary<Guid, PostedPart> parts,
    ILookup<string, Guid> byProvider,
    IReadOnlyDictionary<Guid, Discrepancy> missing,
    ILookup<(string Reference, bool IsWon), MoneyMovement> adjustments,
    IReadOnlyDictionary<string, MoneyMovement> collections
)
{
    /// <summary>True when the row is a customer's payment that was not made through one of our payment links.</summary>
    public bool IsPaymentWithoutLink(ParsedRow row) => row.Type == RowType.Payment && FindCollection(row) is null;

    /// <summary>The subject of a row, found by our id, else by the provider's id if it is unique.</summary>
    public RowSubject Find(ParsedRow row) =>
        row.Type == RowType.Payment ? new RowSubject(null, FindCollection(row))
        : row.PartId is { } id && parts.TryGetValue(id, out var ours) ? new RowSubject(ours)
        : row.ProviderRefund is not { } refund ? default
        : byProvider[refund].Take(2).ToList() is [var one] ? new RowSubject(parts[one])
        : new RowSubject(
            null,
            adjustments[(refund, row.Type == RowType.ChargebackWon)].MaxBy(x => x.Currency == row.Currency)
        );

    private MoneyMovement? FindCollection(ParsedRow row) =>
        collections.GetValueOrDefault(row.Payment ?? "") ?? collections.GetValueOrDefault(row.ProviderRefund ?? "");

    /// <summary>The exception of a part that was missing at the provider.</summary>
    public Discrepancy? Missing(Guid part) => missing.GetValueOrDefault(part);

    /// <summary>Loads the subjects of rows: a fixed number of queries for any number of rows.</summary>
    public static async Task<RowSubjects> LoadAsync(
        RefundDb db,
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
        var adjustments = await AdjustmentsAsync(db, storefront, theirs, cancellation);
        var collections = await CollectionsAsync(db, storefront, rows, cancellation);
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
        var posted = parts.Select(x => new PostedPart(x, postings.GetValueOrDefault(ClearingPosting.SuccessOf(x.Id)))
        {
            IsSettled = isSettled.Contains((x.Id, RowType.Refund)),
            IsReversalSettled = isSettled.Contains((x.Id, RowType.RefundReversal)),
            IsWrittenOff = missing.GetValueOrDefault(x.Id)?.HasPosted ?? false,
        });
        return new RowSubjects(
            posted.ToDictionary(x => x.Part.Id),
            byTheirs.ToLookup(x => x.ProviderId!, x => x.Id, StringComparer.Ordinal),
            missing,
            adjustments.ToLookup(
                x => (x.Reference, x.IsWon),
                x => WithSettled(MoneyMovement.Of(x, postings.GetValueOrDefault(x.PostingId)?.Account))
            ),
            collections.ToDictionary(
                x => x.PaymentReference!,
                x => WithSettled(MoneyMovement.Of(x)),
                StringComparer.Ordinal
            )
        );

        MoneyMovement WithSettled(MoneyMovement it) => it with { IsSettled = isSettled.Contains((it.Id, it.RowType)) };
    }

    /// <summary>Ended collections: for each payment that the rows name, the first one.</summary>
    private static async Task<List<Collection>> CollectionsAsync(
        RefundDb db,
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
        return [.. found.Where(x => x.HasEnded).OrderBy(x => x.Id).DistinctBy(x => x.PaymentReference)];
    }

    private static Task<List<PaymentAdjustment>> AdjustmentsAsync(
        RefundDb db,
        string storefront,
        List<string> references,
        CancellationToken cancellation
    ) =>
        db
            .PaymentAdjustments.AsNoTracking()
            .Where(x => x.StorefrontId == storefront && references.Contains(x.Reference))
            .ToListAsync(cancellation);
}
