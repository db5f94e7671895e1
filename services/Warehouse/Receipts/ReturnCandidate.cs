using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>A return that a parcel or unit may belong to.</summary>
/// <param name="Expected">The return's first lines; after a unit scan, the first lines that fit the unit.</param>
/// <param name="LineCount">The number of such lines.</param>
internal sealed record ReturnCandidate(
    Guid ReturnId,
    string RmaNumber,
    string OrderNumber,
    string Storefront,
    [property: OneOf(typeof(ExpectedReturnStates))] string State,
    IReadOnlyList<ReturnCandidateLine> Expected,
    int LineCount
)
{
    /// <summary>The limit for each storefront: the answer is stored with its scan, and one storefront must not fill it alone.</summary>
    public const int MaxOfStorefront = 50;

    private const int MaxLines = 200;
    private const int MinLinesOfEach = 3;

    /// <summary>The first returns of each storefront, with their first lines.</summary>
    /// <param name="returns">The returns, in the order in which they are shown.</param>
    /// <param name="lines">The lines that concern the scan.</param>
    public static async Task<List<ReturnCandidate>> OfAsync(
        WarehouseDb db,
        IEnumerable<ExpectedReturn> returns,
        IQueryable<ExpectedReturnLine> lines,
        CancellationToken cancellation
    )
    {
        List<ExpectedReturn> shown = [.. returns.GroupBy(x => x.StorefrontId).SelectMany(x => x.Take(MaxOfStorefront))];
        if (shown is [])
        {
            return [];
        }
        Guid[] ids = [.. shown.Select(x => x.ReturnId)];
        var linesOfEach = Math.Max(MinLinesOfEach, MaxLines / ids.Length);
        lines = lines.AsNoTracking().Where(x => ids.Contains(x.ReturnId) && (x.Quantity > 0 || x.Received > 0));
        var first = await db
            .ExpectedReturns.Where(x => ids.Contains(x.ReturnId))
            .SelectMany(x =>
                lines.Where(line => line.ReturnId == x.ReturnId).OrderBy(line => line.Position).Take(linesOfEach)
            )
            .AsNoTracking()
            .ToListAsync(cancellation);
        var linesOf = first.ToLookup(x => x.ReturnId);
        Guid[] cutOff = [.. ids.Where(x => linesOf[x].Count() == linesOfEach)];
        var counts = cutOff is []
            ? []
            : await lines
                .Where(x => cutOff.Contains(x.ReturnId))
                .GroupBy(x => x.ReturnId)
                .Select(x => new { x.Key, Count = x.Count() })
                .ToDictionaryAsync(x => x.Key, x => x.Count, cancellation);
        return shown.ConvertAll(x => new ReturnCandidate(
            x.ReturnId,
            x.RmaNumber,
            x.OrderNumber,
            x.StorefrontId,
            x.State,
            [.. linesOf[x.ReturnId].OrderBy(line => line.Position).Select(ReturnCandidateLine.Of)],
            counts.GetValueOrDefault(x.ReturnId, linesOf[x.ReturnId].Count())
        ));
    }
}

internal sealed record ReturnCandidateLine(
    string OrderNumber,
    string LineId,
    string Sku,
    string? Gtin,
    int Quantity,
    int Received
)
{
    public static ReturnCandidateLine Of(ExpectedReturnLine x) =>
        new(x.OrderNumber, x.LineId, x.Sku, x.Gtin, x.Quantity, x.Received);
}
