using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <param name="Id">The settlement.</param>
/// <param name="StorefrontId">Its storefront.</param>
/// <param name="Provider">The provider who made the file.</param>
/// <param name="FileName">The name of the uploaded file.</param>
/// <param name="Status"><c>importing</c>, also after an interrupted upload (upload the file again), or <c>complete</c>.</param>
/// <param name="Lines">Lines read.</param>
/// <param name="Rows">Rows that concern us.</param>
/// <param name="NewRows">The number of these rows that were in no earlier file.</param>
/// <param name="Ignored">Rows that do not concern us.</param>
/// <param name="Broken">Rows that could not be read.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="By">The id of the person who uploaded it.</param>
/// <param name="ByName">That person's name.</param>
internal record SettlementSummary(
    Guid Id,
    string StorefrontId,
    string Provider,
    string? FileName,
    string Status,
    long Lines,
    long Rows,
    long NewRows,
    long Ignored,
    long Broken,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string By,
    string ByName
)
{
    public static SettlementSummary Of(Settlement x) =>
        new(
            x.Id,
            x.StorefrontId,
            x.Provider,
            x.FileName,
            x.Status,
            x.Lines,
            x.Rows,
            x.NewRows,
            x.Ignored,
            x.Broken,
            x.StartedAt,
            x.FinishedAt,
            x.By,
            x.ByName
        );
}

/// <param name="Settlement">The file.</param>
/// <param name="Repeated">True when the same file was uploaded before; nothing changed.</param>
/// <param name="Exceptions">The number of its exceptions by kind, resolved ones included.</param>
/// <param name="Flaws">The first rows that could not be read.</param>
internal sealed record SettlementDetail(
    SettlementSummary Settlement,
    bool Repeated,
    IReadOnlyDictionary<string, int> Exceptions,
    IReadOnlyList<FlawItem> Flaws
)
{
    private const int Shown = 100;

    public static async Task<SettlementDetail> OfAsync(
        RefundDb db,
        Settlement settlement,
        CancellationToken cancellation
    )
    {
        var exceptions = await db
            .Discrepancies.Where(x => x.SettlementId == settlement.Id)
            .GroupBy(x => x.Kind)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellation);
        var flaws = await db
            .SettlementFlaws.AsNoTracking()
            .Where(x => x.SettlementId == settlement.Id)
            .OrderBy(x => x.Line)
            .Take(Shown)
            .Select(x => new FlawItem(x.Line, x.What))
            .ToListAsync(cancellation);
        return new SettlementDetail(SettlementSummary.Of(settlement), false, exceptions, flaws);
    }
}

/// <param name="Line">The line of the file, from 1.</param>
/// <param name="What">The error in the row that begins there.</param>
internal sealed record FlawItem(long Line, string What);
