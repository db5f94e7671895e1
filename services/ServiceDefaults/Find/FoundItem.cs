namespace AfterSalesMesh.ServiceDefaults.Find;

/// <summary>Something that a service found by the beginning of a number, an e-mail address or a code.</summary>
/// <param name="Kind">What it is: <c>return</c>, <c>order</c>, <c>customer</c> (an order found by its customer's e-mail address), <c>parcel</c> or <c>receipt</c>.</param>
/// <param name="Text">What was found: the RMA, order or tracking number, or the receipt's id.</param>
/// <param name="OrderNumber">The order that it is about; null: a receipt.</param>
/// <param name="ReturnId">The return that it is about; null: an order.</param>
/// <param name="Status">Of the return, of the parcel (<c>expected</c>, <c>received</c>, <c>stopped</c>), or of the receipt (<c>open</c>, <c>closed</c>); null: an order.</param>
public sealed record FoundItem(
    string Kind,
    string Text,
    string Storefront,
    string? OrderNumber,
    Guid? ReturnId,
    string? Status
);

/// <summary>What one service found.</summary>
/// <param name="More">True when there is more of a kind than is told: ask for a longer text.</param>
public sealed record FoundList(IReadOnlyList<FoundItem> Items, bool More);

/// <summary>What all services found.</summary>
/// <param name="Unanswered">Services that did not answer: what they know is missing here.</param>
public sealed record FoundEverywhere(IReadOnlyList<FoundItem> Items, bool More, IReadOnlyList<string> Unanswered);
