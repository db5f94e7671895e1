using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// One piece of an order line in a return, with its refund when it is accepted: fixed when the return is requested, in minor
/// units of the order's currency, whatever the order says later.
/// </summary>
internal sealed record ReturnUnit
{
    public required string LineId { get; init; }

    /// <summary>The order of the line, where it is one of <see cref="Return.FurtherOrders"/>; null: the return's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderNumber { get; init; }

    [JsonIgnore]
    public LineKey Line => new(LineId, OrderNumber);

    /// <summary>The number of the piece in its line, from 0. The first pieces carry the minor units that do not divide evenly.</summary>
    public int Ordinal { get; init; }
    public required string Reason { get; init; }

    /// <summary>The amount paid for it: after discount, tax included, postage not.</summary>
    public long Paid { get; init; }

    /// <summary>Within <see cref="Paid"/>; 0 or less.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Discount { get; init; }

    /// <summary>Tax on top of the price, within <see cref="Paid"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Tax { get; init; }

    /// <summary>Tax within price and postage.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long IncludedTax { get; init; }

    /// <summary>Outbound postage that is refunded with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Shipping { get; init; }

    /// <summary>Tax within <see cref="Shipping"/>, and so within <see cref="IncludedTax"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ShippingTax { get; init; }

    /// <summary>The fee that the shop keeps; 0 or less, unless a saving that was taken back before is given back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Fees { get; set; }

    [JsonIgnore]
    public UnitAmounts Amounts => new(Paid - Discount - Tax, Discount, Tax, IncludedTax, Shipping, Fees, ShippingTax);

    /// <summary>True when it did not come, or went back to the customer: it may be requested again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Released { get; init; }

    /// <summary>The warehouse's id of the unit that came for it; null: none has come.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? UnitId { get; init; }

    /// <summary>The round that it came with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Round { get; init; }

    /// <summary>True when it is refunded because nobody judged it in time, whatever the verdict says later.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RefundedUnjudged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Grade { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Disposition { get; init; }
}

/// <summary>A unit that came for a return and is in none of its rounds.</summary>
/// <param name="LineId">The line that it is of; null: nobody knows.</param>
/// <param name="OrderNumber">The order of that line; null: the return's own.</param>
/// <param name="Reason">A word of <see cref="AttentionReasons"/>.</param>
/// <param name="Dismissed">True when a person has said that nothing is to be done.</param>
internal sealed record UnassignedUnit(
    Guid UnitId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LineId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sku,
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Dismissed = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderNumber = null
)
{
    [JsonIgnore]
    public LineKey? Line => LineId is null ? null : new(LineId, OrderNumber);
}
