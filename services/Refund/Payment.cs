using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund;

/// <summary>What may go back to a payment. Its version makes those who want the last of it queue up.</summary>
internal sealed class Payment : IVersioned, IStorefrontOwned
{
    public required string StorefrontId { get; init; }

    /// <summary>The payment's name at the provider.</summary>
    public required string Reference { get; init; }

    public required string Currency { get; init; }

    public long Captured { get; set; }

    public long RefundedElsewhere { get; set; }

    /// <summary>What was found to have gone back elsewhere and is not in what the order told.</summary>
    public long FoundElsewhere { get; set; }

    public long ChargedBack { get; set; }

    /// <summary>What we have paid back or have promised to: all parts of refunds that have not failed.</summary>
    public long Committed { get; set; }

    public int Version { get; set; }

    /// <summary>Takes in what a command says of it.</summary>
    public void Hear(CapturedPayment told)
    {
        // Commands have no order in time. The least captured and the most refunded may pay too little, which a person mends, never too much.
        Captured = Math.Min(Captured, told.Captured);
        RefundedElsewhere = Math.Max(RefundedElsewhere, told.Refunded);
    }

    /// <summary>What is left, in minor units; nothing for another currency than its own.</summary>
    public long Room(string currency) =>
        currency == Currency
            ? (long)Int128.Max(0, (Int128)Captured - RefundedElsewhere - FoundElsewhere - ChargedBack - Committed)
            : 0;
}
