using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund;

/// <summary>What other rooms show beside a refund's id.</summary>
internal static class RefundLookup
{
    /// <summary>The return that a refund is for; null: there is no such refund.</summary>
    public static async Task<Guid?> ReturnOfAsync(this RefundDb db, Guid refundId, CancellationToken cancellation) =>
        (await db.Refunds.AsNoTracking().FirstOrDefaultAsync(x => x.Id == refundId, cancellation))?.ReturnId;

    /// <summary>The order numbers of refunds, by the refund's id.</summary>
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
