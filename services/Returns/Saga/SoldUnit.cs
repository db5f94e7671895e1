using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// One sold piece, stored from its first return request on: the amounts paid and given for it, so
/// that nothing is given twice. Amounts are minor units of the order's currency.
/// </summary>
internal sealed class SoldUnit : IStorefrontOwned
{
    public Guid OrderId { get; init; }
    public required string LineId { get; init; }

    /// <summary>The number of the piece in its line, from 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>0 for the sold piece, 1 for its first replacement, and so on.</summary>
    public int Generation { get; init; }
    public required string StorefrontId { get; init; }
    public required string Sku { get; init; }

    /// <summary>The amount paid for the piece: after discount, with tax, without postage.</summary>
    public long Paid { get; set; }

    /// <summary>Outbound postage that is refunded with the piece by the return that has reserved it.</summary>
    public long Postage { get; set; }

    /// <summary>The whole refund for the piece by the return that has reserved it: paid, postage and fees.</summary>
    public long Promised { get; set; }

    /// <summary>The amount given for the piece, without postage; null: nothing. Written only once.</summary>
    public long? Given { get; set; }

    /// <summary>The return that has reserved the piece, so that no other can request it; null: it is free.</summary>
    public Guid? ReservedBy { get; set; }

    /// <summary>True when the return that has reserved the piece deducts the kept parts of its set because of it.</summary>
    public bool DeductsSet { get; set; }

    /// <summary>Until when the shop is responsible for a fault of the piece.</summary>
    public DateTimeOffset? WarrantyUntil { get; init; }
}
