namespace AfterSalesMesh.Contracts.Notification;

/// <summary>A message to the customer was sent, or cannot be sent; part of <see cref="CustomersTold"/>.</summary>
/// <param name="ReturnId">The return; null: the message is about an appeal.</param>
/// <param name="StorefrontId">The storefront that it belongs to.</param>
/// <param name="MessageId">The key of the command that it answers.</param>
/// <param name="Step">The step of that command.</param>
/// <param name="Outcome"><c>sent</c>; <c>no_address</c>: no e-mail address is known; <c>undeliverable</c>: the mail server refuses it for good.</param>
/// <param name="At">When it was sent or found to be undeliverable, UTC.</param>
public sealed record CustomerTold(
    Guid? ReturnId,
    string StorefrontId,
    Guid MessageId,
    string Step,
    string Outcome,
    DateTimeOffset At
);
