namespace AfterSalesMesh.Contracts.Notification;

/// <summary>The message about a step was sent, or cannot be.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront it belongs to.</param>
/// <param name="MessageId">The key of the command it answers.</param>
/// <param name="Step">The step of the command it answers.</param>
/// <param name="Outcome"><c>sent</c>; <c>no_address</c>: the order has none; <c>undeliverable</c>: the mail server refuses it for good.</param>
/// <param name="At">When, UTC.</param>
public sealed record CustomerTold(
    Guid ReturnId,
    string StorefrontId,
    Guid MessageId,
    string Step,
    string Outcome,
    DateTimeOffset At
);
