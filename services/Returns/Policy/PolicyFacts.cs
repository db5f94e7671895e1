namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// All input of a policy: a request, its order and its customer's standing, without personal data. Stored with each decision,
/// so that another policy can decide it again. Amounts are minor units of the currency.
/// </summary>
/// <param name="At">The time of the request.</param>
/// <param name="TimeZone">The storefront's time zone in the IANA list.</param>
/// <param name="SoldIn">One of <see cref="SalesChannels"/>.</param>
/// <param name="SoldAt">The time of the sale in a shop or of the order; null: not given.</param>
/// <param name="Country">The country of delivery; null: not given.</param>
/// <param name="HasCustomer">True when the order names a customer, which store credit requires.</param>
/// <param name="PaidWithStoreCredit">True when the order was paid with store credit, even in part.</param>
/// <param name="Order">The facts for promotions.</param>
/// <param name="Sets">The sets of which the request has pieces.</param>
/// <param name="Standing">The customer's standing; null: the policy did not use it, or the order names no customer.</param>
/// <param name="Others">The other orders of the same request, each of which is decided by facts of its own; null: none.</param>
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
/// <param name="Paid">The amount paid for the pieces: after all discounts, with tax, without postage.</param>
/// <param name="Postage">The pieces' share of the outbound postage.</param>
/// <param name="Value">The pieces' price before the order's discount, with tax.</param>
/// <param name="WarrantyUntil">The last day of an extended warranty.</param>
/// <param name="Declared">Some of <see cref="DeclaredFlaws"/>.</param>
/// <param name="Evidence">True when the line has photos.</param>
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

/// <param name="Goods">The price of all lines before the order's discount, with tax.</param>
/// <param name="Discount">The order's discount, with tax.</param>
/// <param name="Returned">The part of <paramref name="Goods"/> that came back before.</param>
/// <param name="TakenBack">What promotions have deducted from its refunds.</param>
/// <param name="AllRefunded">True when all of <paramref name="Returned"/> that is in other returns was refunded.</param>
internal sealed record OrderFacts(
    long Goods,
    long Discount,
    long Returned,
    long TakenBack = 0,
    bool AllRefunded = false
);

/// <param name="Paid">The amount paid for the pieces of those orders, which counts for the value of the request.</param>
/// <param name="ReturnFee">The highest return fee of the orders decided before, because one parcel is charged only once.</param>
internal sealed record OtherOrders(long Paid, long ReturnFee);

/// <summary>A set of which the request has pieces.</summary>
/// <param name="Lines">Its lines, with the pieces that came back before, or are in other returns.</param>
/// <param name="Deducted">What was deducted for those pieces; expected, where other returns are not refunded yet.</param>
internal sealed record SetFacts(string Set, IReadOnlyList<SetPart> Lines, long Deducted = 0);

/// <summary>A customer's orders and returns in the period of <see cref="StandingTerms"/>.</summary>
/// <param name="Pieces">The number of pieces bought.</param>
/// <param name="ReturnedPieces">The number of pieces sent back.</param>
/// <param name="Mismatches">Returned pieces that did not match the request.</param>
/// <param name="Worn">Returned pieces that were worn.</param>
internal sealed record Standing(int Orders, int Pieces, int Returns, int ReturnedPieces, int Mismatches, int Worn)
{
    /// <summary>The returned pieces in percent of the pieces bought, rounded down.</summary>
    public int ReturnRate => Pieces == 0 ? 0 : (int)(100L * ReturnedPieces / Pieces);
}
