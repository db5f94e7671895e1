namespace AfterSalesMesh.ServiceDefaults.Find;

/// <summary>Something that a service found by the beginning of a number or an e-mail address.</summary>
/// <param name="Kind">The kind of object: <c>return</c>, <c>order</c>, <c>customer</c> (an order found by its customer's e-mail address), <c>parcel</c> or <c>receipt</c>.</param>
/// <param name="Text">The number that was found: the RMA, order or tracking number, or the receipt's id.</param>
/// <param name="OrderNumber">The order; null for a receipt.</param>
/// <param name="ReturnId">The return; null for an order.</param>
/// <param name="Status">The status of the return, of the parcel (<c>expected</c>, <c>received</c>, <c>stopped</c>), or of the receipt (<c>open</c>, <c>closed</c>); null for an order.</param>
public sealed record FoundItem(
    string Kind,
    string Text,
    string Storefront,
    string? OrderNumber,
    Guid? ReturnId,
    string? Status
);

/// <summary>The results of one service.</summary>
/// <param name="More">True when there are more results of a kind than are listed: search for a longer text.</param>
public sealed record FoundList(IReadOnlyList<FoundItem> Items, bool More);

/// <summary>The results of all services.</summary>
/// <param name="Unanswered">Services that did not answer: their results are missing.</param>
public sealed record FoundEverywhere(IReadOnlyList<FoundItem> Items, bool More, IReadOnlyList<string> Unanswered);
