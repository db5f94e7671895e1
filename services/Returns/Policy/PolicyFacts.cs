namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// All that a policy looks at: a request, its order and its customer's standing, without personal data. Stored with each decision,
/// so that another policy can decide it again. Amounts are minor units of the currency.
/// </summary>
/// <param name="At">When the request is made.</param>
/// <param name="TimeZone">The storefront's, by its name of the IANA.</param>
/// <param name="SoldIn">A word of <see cref="SalesChannels"/>.</param>
/// <param name="SoldAt">When the sale was made in a shop, or the order placed; null: the order does not say.</param>
/// <param name="Country">Of delivery; null: the order does not say.</param>
/// <param name="HasCustomer">Whether the order names a customer, whom store credit needs.</param>
/// <param name="PaidWithStoreCredit">Whether the order was paid with store credit, even in part.</param>
/// <param name="Order">What promotions look at.</param>
/// <param name="Sets">The sets that the request touches.</param>
/// <param name="Standing">Null: the policy did not look at it, or the order names no customer.</param>
/// <param name="Others">What the same request asks of other orders, each of which is decided by facts of its own; null: nothing.</param>
internal sealed record PolicyFacts(
    DateTimeOffset At,
    string Currency,
    string Channel,
    IReadOnlyList<LineFacts> Lines,
    string TimeZone = PolicyFacts.DefaultTimeZone,
    string SoldIn = SalesChannels.Online,
    DateTimeOffset? SoldAt = null,
    string? Tier = null,
    string? Country = null,
    bool HasCustomer = true,
    bool PaidWithStoreCredit = false,
    OrderFacts? Order = null,
    IReadOnlyList<SetFacts>? Sets = null,
    Standing? Standing = null,
    OtherOrders? Others = null
)
{
    public const string DefaultTimeZone = "UTC";
}

/// <summary>A line of a request, and the order line that it names.</summary>
/// <param name="Left">How many pieces of the order line can still come back; null: the order has no such line.</param>
/// <param name="Paid">For the pieces: after all discounts, tax included, postage not.</param>
/// <param name="Postage">The pieces' share of the outbound postage.</param>
/// <param name="Value">The pieces' price before the order's discount.</param>
/// <param name="WarrantyUntil">The last day of an extended warranty.</param>
/// <param name="Declared">Words of <see cref="DeclaredFlaws"/>.</param>
/// <param name="Evidence">Whether it comes with photos.</param>
/// <param name="Exchanges">How often the piece was exchanged before.</param>
internal sealed record LineFacts(
    string LineId,
    int Quantity,
    int? Left,
    string Reason,
    string Resolution,
    long Paid = 0,
    long Postage = 0,
    long Value = 0,
    string? Sku = null,
    string? Category = null,
    DateTimeOffset? DeliveredAt = null,
    bool FinalSale = false,
    bool Gift = false,
    string? Set = null,
    DateOnly? WarrantyUntil = null,
    bool Evidence = false,
    int Exchanges = 0
)
{
    public IReadOnlyList<string> Declared { get; init; } = [];
    public IReadOnlyList<string> Attributes { get; init; } = [];
}

/// <param name="Goods">The price of all lines before the order's discount.</param>
/// <param name="Discount">The order's discount.</param>
/// <param name="Returned">The part of <paramref name="Goods"/> that came back before.</param>
internal sealed record OrderFacts(long Goods, long Discount, long Returned);

/// <param name="Paid">For the pieces of those orders: they count for the value of the request.</param>
/// <param name="ReturnFee">The highest that those decided before bear: one parcel is charged for once.</param>
internal sealed record OtherOrders(long Paid, long ReturnFee);

/// <summary>A set of which pieces come back.</summary>
/// <param name="Missing">How many of its pieces stay with the customer, for as many whole sets as are touched.</param>
/// <param name="Value">Their price before discount.</param>
internal sealed record SetFacts(string Set, int Missing, long Value);

/// <summary>How a customer has ordered and returned in the period of <see cref="StandingTerms"/>.</summary>
/// <param name="Pieces">Bought.</param>
/// <param name="ReturnedPieces">Sent back.</param>
/// <param name="Mismatches">Returned pieces that were not what was expected.</param>
/// <param name="Worn">Returned pieces that were worn.</param>
internal sealed record Standing(int Orders, int Pieces, int Returns, int ReturnedPieces, int Mismatches, int Worn)
{
    /// <summary>In percent, rounded down.</summary>
    public int ReturnRate => Pieces == 0 ? 0 : (int)(100L * ReturnedPieces / Pieces);
}
