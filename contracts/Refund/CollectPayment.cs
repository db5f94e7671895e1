namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// The customer owes money: a link is made by which they can pay it. Told again, nothing is asked for again: once it has ended,
/// how is told again, with <see cref="PaymentCollected"/> or <see cref="PaymentFailed"/>. Where to pay, the API says.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="CollectionId">The command's key, derived from the return, the round and the part.</param>
/// <param name="Round">The settlement round, 1 for the first.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>, more than 0.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reason">What for, a stable word: <c>price_difference</c>, <c>repair</c>.</param>
/// <param name="PayBy">Until when it can be paid, UTC: then the link is closed. That of the first telling counts.</param>
/// <param name="Locale">The customer's language (BCP 47), for what they read where they pay; null: English.</param>
public sealed record CollectPayment(
    Guid ReturnId,
    string StorefrontId,
    Guid CollectionId,
    int Round,
    string OrderNumber,
    long Amount,
    string Currency,
    string Reason,
    DateTimeOffset PayBy,
    string? Locale = null
);
