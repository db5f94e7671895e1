using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>The progress of one upload, and its flaws.</summary>
internal sealed class ImportProgress(Upload upload, byte[] head)
{
    public Upload Upload => upload;

    /// <summary>
    /// In which the rows of this upload are that it has committed. Null as long as nothing new was in it: the same file again leaves
    /// nothing behind, and of two that are sent at once both go into the first one's.
    /// </summary>
    public Guid? SettlementId { get; set; }

    public long Lines { get; set; }

    public long Rows { get; set; }

    public long Ignored { get; set; }

    public long Broken { get; private set; }

    /// <summary>The first of them, by line.</summary>
    public SortedDictionary<long, string> Flaws { get; } = [];

    public void AddFlaw(long line, string what)
    {
        Broken++;
        if (Flaws.Count < SettlementFlaw.Most)
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

    /// <summary>The upload's settlement: its own, or that of an upload of the same file that broke off or is under way.</summary>
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

    /// <summary>One of its own.</summary>
    public Settlement Begin(RefundDb db, DateTimeOffset now)
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
        };
        db.Settlements.Add(settlement);
        return settlement;
    }
}
