namespace AfterSalesMesh.Contracts.Notification;

/// <summary>
/// The customer is to hear of a step. Repeated until <see cref="CustomerTold"/>; the customer gets one message however often it is.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="MessageId">The command's key and the message's own stable id, derived from the return and the step.</param>
/// <param name="Step">A word of <see cref="Words.Steps"/>.</param>
/// <param name="Email">Where to; null when the shop told none.</param>
/// <param name="Locale">BCP 47, for example <c>en</c> or <c>zh-CN</c>; null: the default.</param>
/// <param name="OrderNumber">The shop's own order number.</param>
/// <param name="RmaNumber">The number on the label.</param>
/// <param name="Deadline">By when the parcel should be handed over, UTC; only with the step <c>approved</c>.</param>
/// <param name="Amount">What is paid back, in minor units; only with the steps that are about money.</param>
/// <param name="Currency">ISO 4217; beside <paramref name="Amount"/>.</param>
/// <param name="StoreCredit">How much of <paramref name="Amount"/> is given as store credit; null: nothing.</param>
public sealed record TellCustomer(
    Guid ReturnId,
    string StorefrontId,
    Guid MessageId,
    string Step,
    string? Email,
    string? Locale,
    string OrderNumber,
    string RmaNumber,
    DateTimeOffset? Deadline,
    long? Amount,
    string? Currency,
    long? StoreCredit = null
);
