namespace AfterSalesMesh.Contracts.Notification;

/// <summary>
/// Send the customer a message about a step of the return. Repeated until <see cref="CustomersTold"/>; however often it arrives, the
/// customer gets one message.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="MessageId">The command's key and the stable id of the message, derived from the return and the step.</param>
/// <param name="Step">One of <see cref="Words.Steps"/>.</param>
/// <param name="Email">The customer's e-mail address; null: the order has none. May differ from an earlier command with the same key.</param>
/// <param name="Locale">BCP 47, for example <c>en</c> or <c>zh-CN</c>; null: the storefront's first language if it has a template, else English. May differ from an earlier command with the same key.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="RmaNumber">The number on the label.</param>
/// <param name="HandOverBy">By when the parcel must be handed to a carrier, UTC; only with the steps <c>approved</c> and <c>reminder</c>.</param>
/// <param name="Amount">The amount that is refunded or paid again, in minor units; null: the step is not about money, or nothing is refunded.</param>
/// <param name="Currency">ISO 4217; beside <paramref name="Amount"/>.</param>
/// <param name="StoreCredit">How much of <paramref name="Amount"/> is given as store credit; null: nothing.</param>
/// <param name="Text">What an agent says to the customer: why it is rejected, or which evidence is asked for; null: nothing.</param>
/// <param name="Until">By when the customer is to answer, or an agent will have decided, UTC; null: the step has no deadline.</param>
/// <param name="StoreCreditBonus">How much store credit is given on top of <paramref name="Amount"/>; null: nothing.</param>
public sealed record TellCustomer(
    Guid ReturnId,
    string StorefrontId,
    Guid MessageId,
    string Step,
    string? Email,
    string? Locale,
    string OrderNumber,
    string RmaNumber,
    DateTimeOffset? HandOverBy,
    long? Amount,
    string? Currency,
    long? StoreCredit = null,
    string? Text = null,
    DateTimeOffset? Until = null,
    long? StoreCreditBonus = null
);
