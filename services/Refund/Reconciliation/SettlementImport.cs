using System.Text;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation.Files;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <param name="StorefrontId">Whose file it is.</param>
/// <param name="Provider">Who made it.</param>
/// <param name="FileName">What it is called, if anything.</param>
/// <param name="By">Who uploads it.</param>
/// <param name="Encoding">How its text is encoded, where it does not begin with a byte order mark.</param>
internal sealed record Upload(string StorefrontId, string Provider, string? FileName, string By, Encoding Encoding);

/// <summary>
/// Reads a settlement file and posts its new rows in batches. Rows are recognized, so the same file again, also after a crash,
/// goes on where it stopped.
/// </summary>
internal sealed class SettlementImport(
    RefundDb db,
    ImportBatch batch,
    ImportCompletion finish,
    MissingRefundFinder missing,
    SettlementFormats formats,
    IOptions<SettlementSettings> settings,
    ILogger<SettlementImport> logger
)
{
    /// <summary>
    /// Rows of a commit. Few, because PostgreSQL keeps each version of a balance until the commit ends, and reads through all of
    /// them for the next.
    /// </summary>
    private const int BatchSize = 250;

    /// <summary>
    /// Pages that are searched for missing refunds before the answer: seconds, as the gateway waits half a minute.
    /// </summary>
    private const int MissingPages = 20;

    /// <returns>The settlement and whether it was imported before, or why the file cannot be read.</returns>
    public async Task<(Settlement? Settlement, bool IsRepeated, string? Refusal)> RunAsync(
        Upload upload,
        Stream body,
        CancellationToken cancellation
    )
    {
        await using var hashed = new HashingStream(body);
        using var text = new StreamReader(hashed, upload.Encoding, bufferSize: 64 * 1024);
        var records = new CsvRecords(text);
        var format = formats.ByProvider[upload.Provider];
        var columns = await ReadColumnsAsync(records, format, text, cancellation);
        if (columns.Refusal is { } refusal)
        {
            return (null, false, refusal);
        }
        var reader = new RowReader(format, columns.Map!);
        // CsvRecords fills its buffer before it gives the first record: the head is complete.
        var progress = new ImportProgress(upload, hashed.Head());
        await ReadRowsAsync(records, reader, progress, cancellation);
        if (!reader.HasKnownType && progress.Ignored > 0)
        {
            return (
                null,
                false,
                $"None of its rows has a type that the format of {upload.Provider} names: {string.Join(", ", reader.UnknownTypes.Select(x => $"'{x}'"))}. Nothing was imported."
            );
        }
        var (settlement, isRepeated) = await finish.RunAsync(progress, hashed.Hash(), cancellation);
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

    /// <summary>Reads the first line.</summary>
    private static async Task<(ColumnMap? Map, string? Refusal)> ReadColumnsAsync(
        CsvRecords records,
        SettlementFormat format,
        StreamReader text,
        CancellationToken cancellation
    )
    {
        if (!await records.ReadHeaderAsync(cancellation) || records.Flaw is not null)
        {
            return (null, $"The file has no first line that names its columns. {records.Flaw}".Trim());
        }
        if (records.Fields.Any(x => x.Contains(RowReader.Undecodable)))
        {
            return (
                null,
                $"The first line has bytes that are not {text.CurrentEncoding.WebName}. Name the file's encoding, for example Content-Type: text/csv; charset=windows-1252."
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
        await Conflicts.AgainAsync(
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
