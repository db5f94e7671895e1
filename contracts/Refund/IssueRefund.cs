namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// Refund money that is owed to the customer. A repeated command makes no second refund; the state of the refund is published
/// again: <see cref="RefundSubmitted"/>, <see cref="RefundSucceeded"/>, <see cref="RefundFailed"/> or <see cref="RefundReversed"/>.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="RefundId">The command's key, derived from the return, the round and the part.</param>
/// <param name="Round">The round of the return, 1 for the first.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>, more than 0.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Payments">The payments of the order, in order of preference.</param>
/// <param name="Lines">The lines of the credit note; they add up to <paramref name="Amount"/>.</param>
/// <param name="PromisedBy">By when the customer was promised the money, UTC.</param>
/// <param name="DecidedBy">The id of the person who decided the refund. They may not approve it as well.</param>
/// <param name="PaymentsVersion">The version of the order that <paramref name="Payments"/> were read from: of two, the higher version counts. Null: not known.</param>
/// <param name="Customer">The storefront's reference for the customer to whom store credit is granted. Null: not known.</param>
/// <param name="StoreCredit">How much of <paramref name="Amount"/> is given as store credit; it also counts against the payments' caps, and requires <paramref name="Customer"/>. Null: nothing.</param>
/// <param name="InvoiceNumber">The merchant's invoice of the order, which the credit note corrects. Null: not known.</param>
/// <param name="PayWhatIsLeft">True: if the caps of the payments are below <paramref name="Amount"/>, only the caps are refunded and the rest is not owed, see <see cref="RefundSucceeded"/>. False: the refund fails.</param>
/// <param name="RmaNumber">The RMA number of the return, for traces and logs. Null: not known.</param>
/// <param name="StoreCreditBonus">Store credit that is given on top of <paramref name="Amount"/>; reduced proportionally when less than <paramref name="StoreCredit"/> is given. Caps do not limit it. Null: nothing.</param>
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
    bool PayWhatIsLeft = false,
    string? RmaNumber = null,
    long? StoreCreditBonus = null
);
