namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// Money is owed. Told again, the refund is not made again: how it stands is told again, with <see cref="RefundSubmitted"/>,
/// <see cref="RefundSucceeded"/>, <see cref="RefundFailed"/> or <see cref="RefundReversed"/>.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="RefundId">The command's key, derived from the return, the round and the part.</param>
/// <param name="Round">The settlement round, 1 for the first.</param>
/// <param name="OrderNumber">The shop's own order number, which the cap is kept for.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>, more than 0.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Payments">Where it can go back to, in order of preference.</param>
/// <param name="Lines">What the amount is made of, for the credit note; what they give adds up to <paramref name="Amount"/>.</param>
/// <param name="PromisedBy">By when the customer was promised the money, UTC.</param>
/// <param name="DecidedBy">The id of the person who decided that it is owed. They may not approve it as well.</param>
/// <param name="PaymentsVersion">Which telling of the order <paramref name="Payments"/> are from: the later is right where two differ. Null: not known.</param>
/// <param name="Customer">The storefront's own name for the customer, who has an account of store credit by it. Null: not told.</param>
/// <param name="StoreCredit">How much of <paramref name="Amount"/> is given as store credit in place of the payments, whose room it takes all the same; needs <paramref name="Customer"/>. Null: nothing.</param>
/// <param name="InvoiceNumber">The merchant's invoice of the order, for the credit note that corrects it. Null: not told.</param>
/// <param name="PayWhatIsLeft">True: where the payments can't give all of <paramref name="Amount"/>, as some went back by other means, what they can give is paid and the rest is owed no more, see <see cref="RefundSucceeded"/>. False: then it fails.</param>
public sealed record IssueRefund(
    Guid ReturnId,
    string StorefrontId,
    Guid RefundId,
    int Round,
    string OrderNumber,
    long Amount,
    string Currency,
    IReadOnlyList<CapturedPayment> Payments,
    IReadOnlyList<RefundedLine>? Lines = null,
    DateTimeOffset? PromisedBy = null,
    string? DecidedBy = null,
    int? PaymentsVersion = null,
    string? Customer = null,
    long? StoreCredit = null,
    string? InvoiceNumber = null,
    bool PayWhatIsLeft = false
);
