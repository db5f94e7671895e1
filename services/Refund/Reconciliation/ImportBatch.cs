using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Imports the rows of one commit: finds the new ones, matches and posts them.</summary>
internal sealed class ImportBatch(RefundDb db, TimeProvider time, DatabaseClock<RefundDb> clock)
{
    /// <returns>The number of rows that do not concern us, and the flaws of rows that were imported before with other content.</returns>
    public async Task<(int Ignored, List<(long Line, string What)> Flaws)> SaveAsync(
        ImportProgress progress,
        IReadOnlyList<ParsedRow> rows,
        TimeSpan lateAfter,
        CancellationToken cancellation
    )
    {
        List<(long Line, string What)> flaws = [];
        var settlement = await progress.FindAsync(db, cancellation);
        var news = await NewAsync(progress.Upload, settlement?.Id, rows, flaws, cancellation);
        if (news.Count == 0)
        {
            return (0, flaws);
        }
        var known = await RowSubjects.LoadAsync(db, progress.Upload.StorefrontId, [.. news.Values], cancellation);
        var ignored = news.Where(x => known.IsPaymentWithoutLink(x.Value)).Select(x => x.Key).ToList();
        ignored.ForEach(x => news.Remove(x));
        if (news.Count == 0)
        {
            return (ignored.Count, flaws);
        }
        var now = time.GetUtcNow();
        settlement ??= progress.AddSettlement(db, now);
        var book = await Book.TakeAsync(db, progress.Upload.StorefrontId, cancellation);
        var written = new BatchRows(db);
        List<Guid> cameBack = [];
        foreach (var outcome in RowMatcher.MatchAll(news.Values, known.Find, lateAfter))
        {
            var id = IdOf(progress.Upload, outcome.Row);
            written.Add(
                SettlementRow.Of(
                    outcome.Row,
                    id,
                    outcome.Part?.Part.Id,
                    settlement.Id,
                    settlement.StorefrontId,
                    progress.Upload.Provider
                ),
                PostingOf(outcome, id, settlement.StorefrontId, book.Date(outcome.Row.At, now)),
                outcome.ToPartSettlement(id, settlement.StorefrontId)
            );
            if (
                outcome is
                { Row.Type: RowType.RefundReversal, Part.Part: { Status: RefundStatus.Succeeded, Id: var part } }
            )
            {
                cameBack.Add(part);
            }
            if (outcome.Settles is { } settled)
            {
                known.Missing(settled)?.Clear(now);
            }
            db.Discrepancies.AddRange(outcome.Findings.Select(x => outcome.ToDiscrepancy(x, id, settlement, now)));
        }
        settlement.NewRows += news.Count;
        settlement.Lines = Math.Max(settlement.Lines, progress.Lines);
        await written.SaveAsync(cancellation);
        if (cameBack.Count > 0)
        {
            // The webhooks of these reversals were lost: the worker looks them up at the provider.
            await RefundHint.MakeDueAsync(db, x => cameBack.Contains(x.Id), clock.UtcNow, cancellation);
        }
        progress.SettlementId = settlement.Id;
        return (ignored.Count, flaws);
    }

    private static Posting PostingOf(RowOutcome outcome, Guid row, string storefront, DateTimeOffset at) =>
        new()
        {
            Id = DerivedId.From(row, "settled"),
            StorefrontId = storefront,
            What = "settled",
            At = at,
            ReturnId = outcome.ReturnId,
            RefundId = outcome.Part?.Part.RefundId,
            PartId = outcome.Part?.Part.Id,
            SettlementRowId = row,
            Lines = [.. outcome.Lines],
        };

    /// <summary>The rows that were not imported before, each once.</summary>
    private async Task<Dictionary<Guid, ParsedRow>> NewAsync(
        Upload upload,
        Guid? settlement,
        IReadOnlyList<ParsedRow> rows,
        List<(long Line, string What)> flaws,
        CancellationToken cancellation
    )
    {
        Dictionary<Guid, ParsedRow> news = [];
        var ids = rows.Select(x => IdOf(upload, x)).ToList();
        var there = await db
            .SettlementRows.AsNoTracking()
            .Where(x => ids.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, cancellation);
        foreach (var (id, row) in ids.Zip(rows))
        {
            var isSame = there.TryGetValue(id, out var before)
                ? before.HasSameContent(row)
                : news.TryAdd(id, row) || news[id] with { Line = row.Line } == row;
            if (!isSame)
            {
                flaws.Add((row.Line, $"{row.Key} was already imported with other content; the first import counts"));
            }
        }
        foreach (var (id, line) in await RepeatedRowsAsync(upload, settlement, news, cancellation))
        {
            flaws.Add(
                (
                    news[id].Line,
                    $"it has the same content as line {line} of an earlier file, and their ids differ only in what an encoding or a spreadsheet changes, or one of them has no id: it is not posted again"
                )
            );
            news.Remove(id);
        }
        return news;
    }

    /// <summary>
    /// The rows that have the same content as a row of an earlier file and the same id, but for what an encoding or a spreadsheet
    /// changes, or of which only one of the two files has an id; with the line in that file. Rows with two ids are two events, such as equal fees of a day. Two files
    /// without ids count their equal rows instead.
    /// </summary>
    private async Task<List<(Guid Id, long Line)>> RepeatedRowsAsync(
        Upload upload,
        Guid? settlement,
        Dictionary<Guid, ParsedRow> news,
        CancellationToken cancellation
    )
    {
        if (news.Count == 0)
        {
            return [];
        }
        var withId = news.Values.Where(x => x.HasId).Select(x => ContentAndKeyIdOf(upload, x)).ToList();
        var withoutId = news.Values.Where(x => x.HasId).Select(x => WithoutId(upload, x)).ToList();
        var contentIds = news.Values.Where(x => !x.HasId).Select(x => ContentIdOf(upload, x)).ToList();
        var earlier = db.SettlementRows.AsNoTracking().Where(x => x.SettlementId != settlement);
        var lines = await earlier
            .Where(x => withId.Contains(x.ContentAndKeyId!.Value))
            .Select(x => new { Key = x.ContentAndKeyId!.Value, x.Line })
            .Concat(earlier.Where(x => withoutId.Contains(x.Id)).Select(x => new { Key = x.Id, x.Line }))
            .Concat(
                earlier
                    .Where(x => contentIds.Contains(x.ContentId!.Value))
                    .Select(x => new { Key = x.ContentId!.Value, x.Line })
            )
            .GroupBy(x => x.Key)
            .Select(x => new { x.Key, Line = x.Min(row => row.Line) })
            .ToDictionaryAsync(x => x.Key, x => x.Line, cancellation);
        return
        [
            .. news.SelectMany(x => KeysOf(x.Value).Where(lines.ContainsKey).Take(1), (x, key) => (x.Key, lines[key])),
        ];

        Guid[] KeysOf(ParsedRow row) =>
            row.HasId ? [ContentAndKeyIdOf(upload, row), WithoutId(upload, row)] : [ContentIdOf(upload, row)];
    }

    private static Guid ContentIdOf(Upload upload, ParsedRow row) =>
        SettlementRow.ContentIdOf(upload.StorefrontId, upload.Provider, row);

    private static Guid ContentAndKeyIdOf(Upload upload, ParsedRow row) =>
        SettlementRow.ContentAndKeyIdOf(upload.StorefrontId, upload.Provider, row);

    /// <summary>The id of the first row with the same content and no id.</summary>
    private static Guid WithoutId(Upload upload, ParsedRow row) =>
        SettlementRow.IdOf(upload.StorefrontId, upload.Provider, ParsedRow.KeyOf(row.ContentHash, 1));

    private static Guid IdOf(Upload upload, ParsedRow row) =>
        SettlementRow.IdOf(upload.StorefrontId, upload.Provider, row.Key);
}
