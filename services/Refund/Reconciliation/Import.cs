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
/// Reads a file and takes what is new in it into the books, so many rows a commit. Rows know themselves, so the same file again, or
/// the same after a crash, goes on where it has to.
/// </summary>
internal sealed class Import(
    RefundDb db,
    ImportBatch batch,
    FinishImport finish,
    FindMissing missing,
    SettlementFormats formats,
    IOptions<SettlementSettings> settings,
    ILogger<Import> logger
)
{
    /// <summary>Rows of a commit. Few: PostgreSQL keeps each step of a balance until it ends, and goes through all of them for the next.</summary>
    private const int BatchSize = 250;

    /// <summary>What is looked at for missing ones before the answer: seconds, as the gateway waits half a minute.</summary>
    private const int MissingPages = 20;

    /// <returns>The settlement, whether it was there before, or why the file can't be read.</returns>
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
        if (!await records.ReadHeaderAsync(cancellation) || records.Flaw is not null)
        {
            return (null, false, $"The file has no first line that names its columns. {records.Flaw}".Trim());
        }
        if (records.Fields.Any(x => x.Contains(RowReader.Undecodable)))
        {
            return (
                null,
                false,
                $"The first line has bytes that are not {text.CurrentEncoding.WebName}. Name the file's encoding, for example Content-Type: text/csv; charset=windows-1252."
            );
        }
        if (ColumnMap.Read(format, records.Fields, out var columns) is { } refusal)
        {
            return (null, false, refusal);
        }
        var reader = new RowReader(format, columns);
        // CsvRecords fills its buffer before it gives the first record: the head is complete.
        var pass = new Pass(upload, hashed.Head());
        List<SettledRow> rows = [];
        while (await records.ReadAsync(cancellation))
        {
            pass.Lines = records.Line;
            var (row, flaw) = records.Flaw is { } broken ? (null, broken) : reader.Read(records.Fields, records.Line);
            if (flaw is not null)
            {
                pass.AddFlaw(records.Line, flaw);
            }
            else if (row is null)
            {
                pass.Ignored++;
            }
            else
            {
                rows.Add(row);
            }
            if (rows.Count == BatchSize)
            {
                await CommitAsync(pass, rows, cancellation);
            }
        }
        await CommitAsync(pass, rows, cancellation);
        if (!reader.HasKnownType && pass.Ignored > 0)
        {
            return (
                null,
                false,
                $"None of its rows has a type that the format of {upload.Provider} names: {string.Join(", ", reader.UnknownTypes.Select(x => $"'{x}'"))}. Nothing was imported."
            );
        }
        var (settlement, isRepeated) = await finish.RunAsync(pass, hashed.Hash(), cancellation);
        await missing.RunAsync(upload.StorefrontId, MissingPages, cancellation);
        logger.LogInformation(
            "Settlement {SettlementId} of {Provider}: {Rows} rows, {New} new, {Broken} broken",
            settlement.Id,
            settlement.Provider,
            pass.Rows,
            settlement.NewRows,
            pass.Broken
        );
        return (settlement, isRepeated, null);
    }

    private async Task CommitAsync(Pass pass, List<SettledRow> rows, CancellationToken cancellation)
    {
        await Conflicts.AgainAsync(
            db,
            async () =>
            {
                var (ignored, flaws) = await batch.SaveAsync(pass, rows, settings.Value.LateAfter, cancellation);
                pass.Rows += rows.Count - ignored;
                pass.Ignored += ignored;
                flaws.ForEach(x => pass.AddFlaw(x.Line, x.What));
            },
            cancellation
        );
        rows.Clear();
    }
}
