using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>What is known once the whole file was read: its counts, its hash, its broken rows.</summary>
internal sealed class FinishImport(RefundDb db, TimeProvider clock)
{
    /// <returns>The settlement, and whether all of it was there before.</returns>
    public async Task<(Settlement Settlement, bool IsRepeated)> RunAsync(
        Pass pass,
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
                var known = await CompleteAsync(pass, hash, cancellation);
                settlement = known is null ? await pass.FindAsync(db, cancellation) : null;
                if (settlement is null)
                {
                    // That of another upload of it may have been completed between the two looks.
                    known ??= await CompleteAsync(pass, hash, cancellation);
                    if (isRepeated = known is not null)
                    {
                        settlement = known;
                        return;
                    }
                    settlement = pass.Begin(db, clock.GetUtcNow());
                }
                await db.SettlementFlaws.Where(x => x.SettlementId == settlement.Id).LoadAsync(cancellation);
                db.SettlementFlaws.RemoveRange(db.SettlementFlaws.Local.Where(x => !pass.Flaws.ContainsKey(x.Line)));
                var kept = db.SettlementFlaws.Local.Select(x => x.Line).ToHashSet();
                db.SettlementFlaws.AddRange(pass.FlawsOf(settlement).Where(x => !kept.Contains(x.Line)));
                (settlement.Status, settlement.Hash) = (Settlement.Complete, hash);
                (settlement.Lines, settlement.Rows) = (pass.Lines, pass.Rows);
                (settlement.Ignored, settlement.Broken) = (pass.Ignored, pass.Broken);
                settlement.FinishedAt = clock.GetUtcNow();
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
        return (settlement!, isRepeated);
    }

    /// <summary>That of the same file, where nothing in it was new.</summary>
    private async Task<Settlement?> CompleteAsync(Pass pass, byte[] hash, CancellationToken cancellation) =>
        pass.SettlementId is not null
            ? null
            : await db.Settlements.FirstOrDefaultAsync(
                x => x.StorefrontId == pass.Upload.StorefrontId && x.Provider == pass.Upload.Provider && x.Hash == hash,
                cancellation
            );
}
