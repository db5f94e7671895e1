using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults.Csv;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <param name="StorefrontId">The file's storefront.</param>
/// <param name="Provider">The provider who made it.</param>
/// <param name="FileName">Its name, if it has one.</param>
/// <param name="By">The id of the person who uploads it.</param>
/// <param name="ByName">That person's name.</param>
/// <param name="Encoding">The encoding of its text, unless it begins with a byte order mark.</param>
internal sealed record Upload(
    string StorefrontId,
    string Provider,
    string? FileName,
    string By,
    string ByName,
    Encoding Encoding
);

/// <summary>
/// Reads a settlement file and posts its new rows in batches. Rows that were imported before are recognized: an interrupted upload is
/// continued by uploading the file again.
/// </summary>
internal sealed class SettlementImport(
    RefundDb db,
    ImportBatch batch,
    ImportCompletion completion,
    MissingRefundFinder missing,
    SettlementFormats formats,
    IOptions<SettlementSettings> settings,
    ILogger<SettlementImport> logger
)
{
    /// <summary>The length of a file's beginning by which an interrupted upload is recognized.</summary>
    private const int HeadLength = 4096;

    /// <summary>
    /// The rows of one commit. Few, because PostgreSQL keeps each version of a balance until the commit ends, and reads through all of
    /// them for the next update.
    /// </summary>
    private const int BatchSize = 250;

    /// <summary>
    /// The pages that are searched for missing refunds before the answer: this takes seconds, and the gateway waits half a minute.
    /// </summary>
    private const int MissingPages = 20;

    /// <returns>The settlement and whether it was imported before, or the reason why the file cannot be read.</returns>
    public async Task<(Settlement? Settlement, bool IsRepeated, string? Refusal)> RunAsync(
        Upload upload,
        PipeReader body,
        CancellationToken cancellation
    )
    {
        var head = await HashHeadAsync(body, cancellation);
        using var sha = SHA256.Create();
        // The body stays open, because the rest of a refused upload is read before it is answered.
        await using var hashed = new CryptoStream(body.AsStream(leaveOpen: true), sha, CryptoStreamMode.Read);
        using var text = new StreamReader(hashed, upload.Encoding, bufferSize: 64 * 1024);
        var records = new CsvRecords(text);
        var format = formats.ByProvider[upload.Provider];
        var columns = await ReadColumnsAsync(records, format, text, cancellation);
        if (columns.Refusal is { } refusal)
        {
            return (null, false, refusal);
        }
        var reader = new RowReader(format, columns.Map!);
        var progress = new ImportProgress(upload, head);
        await ReadRowsAsync(records, reader, progress, cancellation);
        if (!reader.HasKnownType && progress.Ignored > 0)
        {
            return (
                null,
                false,
                $"None of the file's rows has a type that the format of {upload.Provider} names: {string.Join(", ", reader.UnknownTypes.Select(x => $"'{x}'"))}. Nothing was imported."
            );
        }
        var (settlement, isRepeated) = await completion.RunAsync(progress, sha.Hash!, cancellation);
        await missing.RunAsync(upload.StorefrontId, MissingPages, cancellation);
        logger.LogInformation(
            "Settlement {SettlementId} of {Provider}: {Rows} rows, {New} new, {Broken} broken",
            settlement.Id,
            settlement.Provider,
            progress.Rows,
            settlement.NewRows,
            progress.Broken
        );
        return (settlement, isRepeated, null);
    }

    /// <summary>Hashes the beginning of a file without consuming it.</summary>
    private static async Task<byte[]> HashHeadAsync(PipeReader body, CancellationToken cancellation)
    {
        var head = (await body.ReadAtLeastAsync(HeadLength, cancellation)).Buffer;
        var hash = SHA256.HashData(head.Slice(0, Math.Min(HeadLength, head.Length)).ToArray());
        body.AdvanceTo(head.Start);
        return hash;
    }

    private static async Task<(ColumnMap? Map, string? Refusal)> ReadColumnsAsync(
        CsvRecords records,
        SettlementFormat format,
        StreamReader text,
        CancellationToken cancellation
    )
    {
        if (!await records.ReadHeaderAsync(cancellation) || records.Flaw is not null)
        {
            return (null, $"The file has no header row. {records.Flaw}".Trim());
        }
        if (records.Fields.Any(x => x.Contains(FileEncoding.Undecodable)))
        {
            return (
                null,
                $"The header row has bytes that are not {text.CurrentEncoding.WebName}. Name the file's encoding, for example Content-Type: text/csv; charset=windows-1252."
            );
        }
        var refusal = ColumnMap.Read(format, records.Fields, out var map);
        return (map, refusal);
    }

    private async Task ReadRowsAsync(
        CsvRecords records,
        RowReader reader,
        ImportProgress progress,
        CancellationToken cancellation
    )
    {
        List<ParsedRow> rows = [];
        while (await records.ReadAsync(cancellation))
        {
            progress.Lines = records.Line;
            var (row, flaw) = records.Flaw is { } broken ? (null, broken) : reader.Read(records.Fields, records.Line);
            if (flaw is not null)
            {
                progress.AddFlaw(records.Line, flaw);
            }
            else if (row is null)
            {
                progress.Ignored++;
            }
            else
            {
                rows.Add(row);
            }
            if (rows.Count == BatchSize)
            {
                await CommitAsync(progress, rows, cancellation);
            }
        }
        await CommitAsync(progress, rows, cancellation);
    }

    private async Task CommitAsync(ImportProgress progress, List<ParsedRow> rows, CancellationToken cancellation)
    {
        await ConflictRetry.RunAsync(
            db,
            async () =>
            {
                var (ignored, flaws) = await batch.SaveAsync(progress, rows, settings.Value.LateAfter, cancellation);
                progress.Rows += rows.Count - ignored;
                progress.Ignored += ignored;
                flaws.ForEach(x => progress.AddFlaw(x.Line, x.What));
            },
            cancellation
        );
        rows.Clear();
    }
}
