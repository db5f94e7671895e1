namespace AfterSalesMesh.Contracts.Refund;

/// <summary>The money is on its way back.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="RefundId">The key of the command it answers.</param>
/// <param name="Round">The round of the command it answers.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When the provider said so, UTC.</param>
/// <param name="Reversed">How much of it had come back before, and was paid again; null: nothing.</param>
/// <param name="StoreCredit">How much of it was given as store credit, on request or because it was paid so; null: nothing.</param>
/// <param name="Shortfall">How much of <paramref name="Amount"/> was not paid, as the payments could not give it: it went back by other means. Null: nothing.</param>
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
    long? Shortfall = null
);
