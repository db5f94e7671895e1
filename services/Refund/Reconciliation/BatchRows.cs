using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Collects the new rows of an import; on PostgreSQL they bypass the change tracker, which is several times faster.</summary>
internal sealed class BatchRows(RefundDb db)
{
    private readonly List<SettlementRow> _rows = [];
    private readonly List<Posting> _postings = [];
    private readonly List<PartSettlement> _settled = [];

    public void Add(SettlementRow row, Posting posting, PartSettlement? settled)
    {
        _rows.Add(row);
        if (db.Prepare(posting))
        {
            _postings.Add(posting);
        }
        if (settled is not null)
        {
            _settled.Add(settled);
        }
    }

    /// <summary>Writes the rows in one commit with the context's tracked changes.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        if (db.Database.IsNpgsql())
        {
            await db.SaveChangesWithAsync(() => CopyAsync(cancellation), cancellation);
            return;
        }
        db.SettlementRows.AddRange(_rows);
        db.Postings.AddRange(_postings);
        db.PartSettlements.AddRange(_settled);
        await db.SaveChangesAsync(cancellation);
    }

    private async Task CopyAsync(CancellationToken cancellation)
    {
        await db.CopyAsync(_rows, cancellation);
        await db.CopyAsync(_settled, cancellation);
        await db.CopyAsync(_postings, cancellation);
        // Sorted in the order in which every commit locks balances.
        var lines = _postings.SelectMany(x => x.Lines).OrderBy(x => x.Account, StringComparer.Ordinal);
        await db.CopyAsync(lines, cancellation);
    }
}
