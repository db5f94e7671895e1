namespace AfterSalesMesh.Contracts.Notification;

/// <summary>The outcomes of several messages to customers, collected for a fraction of a second.</summary>
/// <param name="ReturnId">The return that all of them are about; null: they are about several, or about appeals.</param>
/// <param name="StorefrontId">The storefront that they belong to.</param>
/// <param name="Messages">The messages, at least one.</param>
public sealed record CustomersTold(Guid? ReturnId, string StorefrontId, IReadOnlyList<CustomerTold> Messages)
{
    /// <summary>Groups messages of one storefront.</summary>
    public static CustomersTold Of(IReadOnlyList<CustomerTold> messages) =>
        new(
            messages.All(x => x.ReturnId == messages[0].ReturnId) ? messages[0].ReturnId : null,
            messages[0].StorefrontId,
            messages
        );
}
