using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// One piece that was sold, from the first time that a return requested it: what was paid for it and what was given for it, so
/// that nothing is given twice. Amounts are minor units of the order's currency.
/// </summary>
internal sealed class SoldUnit : IStorefrontOwned
{
    public Guid OrderId { get; init; }
    public required string LineId { get; init; }

    /// <summary>The number of the piece in its line, from 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>0 for the piece that was sold, 1 for what it was exchanged for, and so on.</summary>
    public int Generation { get; init; }
    public required string StorefrontId { get; init; }
    public required string Sku { get; init; }

    /// <summary>After discount, tax included, postage not.</summary>
    public long Paid { get; set; }

    /// <summary>Outbound postage that the return which reserved it refunds with it.</summary>
    public long Postage { get; set; }

    /// <summary>All that the return which reserved it refunds with it: paid, postage and fees.</summary>
    public long Promised { get; set; }

    /// <summary>What was given for the piece, without postage; null: nothing. Written once.</summary>
    public long? Given { get; set; }

    /// <summary>The return that has it: no other may request it meanwhile. Null: it is free.</summary>
    public Guid? ReservedBy { get; set; }

    /// <summary>Until when a fault of it is the shop's.</summary>
    public DateTimeOffset? WarrantyUntil { get; init; }
}
