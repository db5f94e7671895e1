namespace AfterSalesMesh.Contracts.Notification;

/// <summary>
/// Send the customer a message about a step of a return, or with the answer to an appeal. Repeated until <see cref="CustomersTold"/>;
/// however often it arrives, the customer gets one message.
/// </summary>
/// <param name="ReturnId">The return; null: the message is about an appeal.</param>
/// <param name="StorefrontId">The storefront that it belongs to.</param>
/// <param name="MessageId">The command's key and the stable id of the message, derived from the return and the step; for an appeal, its id.</param>
/// <param name="Step">One of <see cref="Words.Steps"/>.</param>
/// <param name="Email">The customer's e-mail address; null: none is known. May differ from an earlier command with the same key.</param>
/// <param name="Locale">BCP 47, for example <c>en</c> or <c>zh-CN</c>; null: the storefront's first language if it has a template, else English. May differ from an earlier command with the same key.</param>
/// <param name="OrderNumber">The storefront's order number; null: the message is about an appeal.</param>
/// <param name="RmaNumber">The number on the label; null: the message is about an appeal.</param>
/// <param name="HandOverBy">By when the parcel must be handed to a carrier, UTC; only with the steps <c>approved</c> and <c>reminder</c>.</param>
/// <param name="Amount">The amount that is refunded or paid again, in minor units; null: the step is not about money, or nothing is refunded.</param>
/// <param name="Currency">ISO 4217; beside <paramref name="Amount"/>.</param>
/// <param name="StoreCredit">How much of <paramref name="Amount"/> is given as store credit; null: nothing.</param>
/// <param name="Text">An agent's text to the customer: the reason for a rejection, the evidence that is asked for, or the answer to an appeal; null: none.</param>
/// <param name="Until">By when the customer is to answer, or an agent will have decided, UTC; null: the step has no deadline.</param>
/// <param name="StoreCreditBonus">How much store credit is given on top of <paramref name="Amount"/>; null: nothing.</param>
/// <param name="AppealedAt">When the customer appealed, UTC; only with the steps <c>appeal_granted</c> and <c>appeal_denied</c>.</param>
public sealed record TellCustomer(
    Guid? ReturnId,
    string StorefrontId,
    Guid MessageId,
    string Step,
    string? Email,
    string? Locale,
    string? OrderNumber,
    string? RmaNumber,
    DateTimeOffset? HandOverBy,
    long? Amount,
    string? Currency,
    long? StoreCredit = null,
    string? Text = null,
    DateTimeOffset? Until = null,
    long? StoreCreditBonus = null,
    DateTimeOffset? AppealedAt = null
);
