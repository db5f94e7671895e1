using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund;

/// <summary>Looks up data of refunds for rooms that do not know the room Refunds.</summary>
internal static class RefundLookup
{
    /// <summary>The return of a refund; null: there is no such refund.</summary>
    public static async Task<Guid?> ReturnOfAsync(this RefundDb db, Guid refundId, CancellationToken cancellation) =>
        (await db.Refunds.AsNoTracking().FirstOrDefaultAsync(x => x.Id == refundId, cancellation))?.ReturnId;

    /// <summary>The order numbers by refund id.</summary>
    public static Task<Dictionary<Guid, string>> OrdersOfAsync(
        this RefundDb db,
        IReadOnlyCollection<Guid> refundIds,
        CancellationToken cancellation
    ) =>
        db
            .Refunds.AsNoTracking()
            .Where(x => refundIds.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, x => x.OrderNumber, cancellation);
}
