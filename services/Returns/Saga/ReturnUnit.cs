using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>One unit of an order that a return lays claim to, with what was paid for it.</summary>
internal sealed class ReturnUnit : IStorefrontOwned
{
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public Guid OrderId { get; init; }
    public required string LineId { get; init; }

    /// <summary>Which of the line's units, from 0: the line's remainder of minor units lies on the first.</summary>
    public int Ordinal { get; init; }
    public required string Reason { get; init; }

    /// <summary>What was paid for it, in minor units of the order's currency.</summary>
    public long Paid { get; init; }

    /// <summary>It did not come back, or went back to the customer: it may be asked for again.</summary>
    public bool Released { get; set; }

    /// <summary>The unit the warehouse received for it.</summary>
    public Guid? UnitId { get; set; }
    public string? Grade { get; set; }
    public string? Disposition { get; set; }
}
