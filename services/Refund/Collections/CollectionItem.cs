using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Collections;

/// <param name="Id">The collection.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="Reason">What the customer pays for: <c>price_difference</c>, <c>repair</c>.</param>
/// <param name="Status"><c>planned</c>, <c>awaiting_payment</c>, <c>processing</c> (paid, and not yet confirmed by the customer's bank), <c>collected</c> or <c>failed</c>.</param>
/// <param name="Amount">The amount owed, in minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Received">The amount that the customer has paid, in minor units: more than the amount owed when they paid twice.</param>
/// <param name="Url">The payment page; null: the link is not open.</param>
/// <param name="PayBy">When the link is closed, UTC.</param>
/// <param name="Failure">Why it failed: <c>expired</c>, <c>declined</c> or <c>rejected</c>.</param>
/// <param name="CreatedAt">When it was requested, UTC.</param>
internal sealed record CollectionItem(
    Guid Id,
    Guid ReturnId,
    string OrderNumber,
    string Reason,
    [property: OneOf(typeof(CollectionStatus))] string Status,
    long Amount,
    string Currency,
    long Received,
    string? Url,
    DateTimeOffset PayBy,
    string? Failure,
    DateTimeOffset CreatedAt
)
{
    public static CollectionItem Of(Collection it) =>
        new(
            it.Id,
            it.ReturnId,
            it.OrderNumber,
            it.Reason,
            it.Status,
            it.Amount,
            it.Currency,
            it.Received,
            it is { Status: CollectionStatus.AwaitingPayment, IsClosed: false } ? it.Url : null,
            it.PayBy,
            it.Failure,
            it.CreatedAt
        );
}
