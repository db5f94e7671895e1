namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>The return has handled a <see cref="ReceiptClosed"/> that awaits acknowledgement: it need not be published again.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="Number">The number of the acknowledged snapshot; all lower ones are acknowledged as well.</param>
/// <param name="Dismissed">
/// Units of that snapshot that the return will never inspect or refund, because a person closed the return without them: they may be
/// assigned to another return. Null: none.
/// </param>
public sealed record AcknowledgeReceipt(
    Guid ReturnId,
    string StorefrontId,
    int Number,
    IReadOnlyList<Guid>? Dismissed = null
);
