using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The rows of tables to which an import adds most: five million for a file of a million rows.</summary>
internal sealed class BatchRows(RefundDb db)
{
    private readonly List<SettlementRow> _rows = [];
    private readonly List<Posting> _postings = [];
    private readonly List<SettledPart> _settled = [];

    public void Add(SettlementRow row, Posting posting, SettledPart? settled)
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

    /// <summary>Writes them in one commit with the context's tracked changes.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        if (db.Database.IsNpgsql())
        {
            await db.SaveChangesWithAsync(() => CopyAsync(cancellation), cancellation);
            return;
        }
        db.SettlementRows.AddRange(_rows);
        db.Postings.AddRange(_postings);
        db.SettledParts.AddRange(_settled);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>A statement for each table; each command of a batch, and each tracked row, costs several times as much.</summary>
    private async Task CopyAsync(CancellationToken cancellation)
    {
        await db.CopyAsync(_rows, cancellation);
        await db.CopyAsync(_settled, cancellation);
        await db.CopyAsync(_postings, cancellation);
        // In the order in which every commit takes balances.
        var lines = _postings.SelectMany(x => x.Lines).OrderBy(x => x.Account, StringComparer.Ordinal);
        await db.CopyAsync(lines, cancellation);
    }
}
