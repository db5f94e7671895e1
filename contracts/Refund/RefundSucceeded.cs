namespace AfterSalesMesh.Contracts.Refund;

/// <summary>The money is on its way back.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="RefundId">The key of the command that it answers.</param>
/// <param name="Round">The round of that command.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When the provider confirmed it, UTC.</param>
/// <param name="Reversed">How much of it came back before and was paid again; null: nothing.</param>
/// <param name="StoreCredit">How much of it was given as store credit; null: nothing.</param>
/// <param name="Shortfall">How much of <paramref name="Amount"/> was not paid, because it exceeded the caps of the payments. Null: nothing.</param>
/// <param name="StoreCreditBonus">How much store credit was given on top of <paramref name="Amount"/>; null: nothing.</param>
public sealed record RefundSucceeded(
    Guid ReturnId,
    string StorefrontId,
    Guid RefundId,
    int Round,
    long Amount,
    string Currency,
    DateTimeOffset At,
    long? Reversed = null,
    long? StoreCredit = null,
    long? Shortfall = null,
    long? StoreCreditBonus = null
);
