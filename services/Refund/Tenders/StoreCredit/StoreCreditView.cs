using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <param name="Customer">The storefront's reference for the customer.</param>
/// <param name="Balances">The amounts that can be spent, by currency; empty for a customer without store credit.</param>
/// <param name="Grants">The grants that can be spent, sorted by expiry; at most 200.</param>
/// <param name="Entries">The entries, oldest first; <c>?after=</c> gives the next page.</param>
internal sealed record StoreCreditView(
    string Customer,
    IReadOnlyList<StoreCreditBalance> Balances,
    IReadOnlyList<GrantView> Grants,
    Page<MovementView> Entries
);

/// <param name="Currency">ISO 4217.</param>
/// <param name="Left">Minor units.</param>
/// <param name="NextExpiry">When the first grant expires, UTC.</param>
internal sealed record StoreCreditBalance(string Currency, long Left, DateTimeOffset NextExpiry);

/// <param name="Id">The grant.</param>
/// <param name="Amount">The granted amount, in minor units.</param>
/// <param name="Left">How much of it can still be spent.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="GrantedAt">UTC.</param>
/// <param name="ExpiresAt">When it expires, UTC.</param>
internal sealed record GrantView(
    Guid Id,
    long Amount,
    long Left,
    string Currency,
    DateTimeOffset GrantedAt,
    DateTimeOffset ExpiresAt
);

/// <param name="At">UTC.</param>
/// <param name="What"><c>granted</c>, <c>bonus</c>, <c>spent</c>, <c>given_back</c> or <c>expired</c>.</param>
/// <param name="Amount">Minor units; negative when the customer can spend less.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="GrantId">The grant.</param>
/// <param name="SpendId">The spend.</param>
/// <param name="RefundId">The refund.</param>
internal sealed record MovementView(
    DateTimeOffset At,
    string What,
    long Amount,
    string Currency,
    Guid GrantId,
    Guid? SpendId,
    Guid? RefundId
)
{
    public static MovementView Of(StoreCreditMovement it) =>
        new(it.At, it.What, it.Amount, it.Currency, it.GrantId, it.SpendId, it.RefundId);
}
