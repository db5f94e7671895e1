using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Completes an import: counts, hash and broken rows of the whole file.</summary>
internal sealed class ImportCompletion(RefundDb db, TimeProvider time)
{
    /// <returns>The settlement, and whether all of it was there before.</returns>
    public async Task<(Settlement Settlement, bool IsRepeated)> RunAsync(
        ImportProgress progress,
        byte[] hash,
        CancellationToken cancellation
    )
    {
        Settlement? settlement = null;
        var isRepeated = false;
        await Conflicts.AgainAsync(
            db,
            async () =>
            {
                var known = await CompleteAsync(progress, hash, cancellation);
                settlement = known is null ? await progress.FindAsync(db, cancellation) : null;
                if (settlement is null)
                {
                    // That of another upload of it may have been completed between the two looks.
                    known ??= await CompleteAsync(progress, hash, cancellation);
                    if (isRepeated = known is not null)
                    {
                        settlement = known;
                        return;
                    }
                    settlement = progress.Begin(db, time.GetUtcNow());
                }
                await db.SettlementFlaws.Where(x => x.SettlementId == settlement.Id).LoadAsync(cancellation);
                db.SettlementFlaws.RemoveRange(
                    db.SettlementFlaws.Local.Where(x => !progress.Flaws.ContainsKey(x.Line))
                );
                var kept = db.SettlementFlaws.Local.Select(x => x.Line).ToHashSet();
                db.SettlementFlaws.AddRange(progress.FlawsOf(settlement).Where(x => !kept.Contains(x.Line)));
                (settlement.Status, settlement.Hash) = (Settlement.Complete, hash);
                (settlement.Lines, settlement.Rows) = (progress.Lines, progress.Rows);
                (settlement.Ignored, settlement.Broken) = (progress.Ignored, progress.Broken);
                settlement.FinishedAt = time.GetUtcNow();
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
        return (settlement!, isRepeated);
    }

    /// <summary>That of the same file, where nothing in it was new.</summary>
    private async Task<Settlement?> CompleteAsync(
        ImportProgress progress,
        byte[] hash,
        CancellationToken cancellation
    ) =>
        progress.SettlementId is not null
            ? null
            : await db.Settlements.FirstOrDefaultAsync(
                x =>
                    x.StorefrontId == progress.Upload.StorefrontId
                    && x.Provider == progress.Upload.Provider
                    && x.Hash == hash,
                cancellation
            );
}
