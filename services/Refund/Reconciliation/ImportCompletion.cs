using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Completes an import: counts, hash and broken rows of the whole file.</summary>
internal sealed class ImportCompletion(RefundDb db, TimeProvider time)
{
    /// <returns>The settlement, and whether the same file was imported before.</returns>
    public async Task<(Settlement Settlement, bool IsRepeated)> RunAsync(
        ImportProgress progress,
        byte[] hash,
        CancellationToken cancellation
    )
    {
        Settlement? settlement = null;
        var isRepeated = false;
        await ConflictRetry.RunAsync(
            db,
            async () =>
            {
                settlement = await FindAsync(progress, hash, cancellation);
                // The same file may have been read in another encoding before: this reading then replaces its flaws.
                isRepeated =
                    settlement is { Status: Settlement.Complete }
                    && progress.SettlementId is null
                    && (settlement.Rows, settlement.Ignored, settlement.Broken)
                        == (progress.Rows, progress.Ignored, progress.Broken);
                if (isRepeated)
                {
                    return;
                }
                settlement ??= progress.AddSettlement(db, time.GetUtcNow());
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

    /// <summary>
    /// The upload's settlement. An upload without new rows has none: then a complete settlement of the same file, or one of an unfinished
    /// upload of it.
    /// </summary>
    private Task<Settlement?> FindAsync(ImportProgress progress, byte[] hash, CancellationToken cancellation) =>
        progress.SettlementId is not null
            ? progress.FindAsync(db, cancellation)
            : db
                .Settlements.Where(x =>
                    x.StorefrontId == progress.Upload.StorefrontId
                    && x.Provider == progress.Upload.Provider
                    && (x.Hash == hash || (x.Head == progress.Head && x.Status == Settlement.Importing))
                )
                .OrderByDescending(x => x.Status == Settlement.Complete)
                // The same bytes may have been read again in another encoding: the last reading counts.
                .ThenByDescending(x => x.Id)
                .FirstOrDefaultAsync(cancellation);
}
