using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The progress of an import, and the flaws found so far.</summary>
internal sealed class ImportProgress(Upload upload, byte[] head)
{
    public Upload Upload => upload;

    /// <summary>See <see cref="Settlement.Head"/>.</summary>
    public byte[] Head => head;

    /// <summary>
    /// The settlement to which this upload has added rows; null while it had no new ones. So repeating a file stores nothing, and two
    /// uploads of one file at the same time share a settlement.
    /// </summary>
    public Guid? SettlementId { get; set; }

    public long Lines { get; set; }

    public long Rows { get; set; }

    public long Ignored { get; set; }

    public long Broken { get; private set; }

    /// <summary>The first flaws, by line.</summary>
    public SortedDictionary<long, string> Flaws { get; } = [];

    public void AddFlaw(long line, string what)
    {
        Broken++;
        if (Flaws.Count < SettlementFlaw.MaxOfFile)
        {
            Flaws.TryAdd(line, what.Length > 500 ? what[..500] : what);
        }
    }

    public IEnumerable<SettlementFlaw> FlawsOf(Settlement settlement) =>
        Flaws.Select(x => new SettlementFlaw
        {
            SettlementId = settlement.Id,
            StorefrontId = settlement.StorefrontId,
            Line = x.Key,
            What = x.Value,
        });

    /// <summary>The settlement of this upload, or of another unfinished upload of the same file.</summary>
    public Task<Settlement?> FindAsync(RefundDb db, CancellationToken cancellation) =>
        SettlementId is { } id
            ? db.Settlements.SingleOrDefaultAsync(x => x.Id == id, cancellation)
            : db.Settlements.FirstOrDefaultAsync(
                x =>
                    x.StorefrontId == upload.StorefrontId
                    && x.Provider == upload.Provider
                    && x.Head == head
                    && x.Status == Settlement.Importing,
                cancellation
            );

    public Settlement AddSettlement(RefundDb db, DateTimeOffset now)
    {
        var settlement = new Settlement
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = upload.StorefrontId,
            Provider = upload.Provider,
            FileName = upload.FileName,
            Head = head,
            StartedAt = now,
            By = upload.By,
            ByName = upload.ByName,
        };
        db.Settlements.Add(settlement);
        return settlement;
    }
}
