namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// Collect an amount that the customer owes, through a payment link. A repeated command makes no second link. The link and the
/// state of the collection are read over HTTP: <c>GET /v1/collections/{id}</c>.
/// </summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="CollectionId">The command's key, derived from the return, the round and the part.</param>
/// <param name="Round">The round of the return, 1 for the first.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>, more than 0.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reason">What the customer pays for: <c>price_difference</c> or <c>repair</c>.</param>
/// <param name="PayBy">When the link is closed, UTC. The first command decides; a repeated one does not change it.</param>
/// <param name="Locale">The language of the payment page (BCP 47); null: English.</param>
public sealed record CollectPayment(
    Guid ReturnId,
    string StorefrontId,
    Guid CollectionId,
    int Round,
    string OrderNumber,
    long Amount,
    string Currency,
    string Reason,
    DateTimeOffset PayBy,
    string? Locale = null
);
