using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// One piece of an order line in a return, with its refund if it is accepted: fixed when the return is requested, in minor
/// units of the order's currency, even if the order changes later.
/// </summary>
internal sealed record ReturnUnit
{
    public required string LineId { get; init; }

    /// <summary>The order of the line if it is one of <see cref="Return.FurtherOrders"/>; null: the return's own order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderNumber { get; init; }

    [JsonIgnore]
    public LineKey Line => new(LineId, OrderNumber);

    /// <summary>The number of the piece in its line, from 0. The first pieces get the minor units that cannot be divided evenly.</summary>
    public int Ordinal { get; init; }
    public required string Reason { get; init; }

    /// <summary>The amount paid for the piece: after discount, with tax, without postage.</summary>
    public long Paid { get; init; }

    /// <summary>The discount included in <see cref="Paid"/>; 0 or less.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Discount { get; init; }

    /// <summary>Tax added to the price, included in <see cref="Paid"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Tax { get; init; }

    /// <summary>Tax included in price and postage.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long IncludedTax { get; init; }

    /// <summary>Outbound postage that is refunded with the piece.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Shipping { get; init; }

    /// <summary>Tax included in <see cref="Shipping"/>, and therefore in <see cref="IncludedTax"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ShippingTax { get; init; }

    /// <summary>The restocking fee; 0 or less.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Fees { get; init; }

    /// <summary>
    /// Its share of the return fee and of what promotions and sets deduct; 0 or less, unless an earlier deduction is given back.
    /// Expected until the piece's refund is planned, see <see cref="Deductions"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Deduction { get; set; }

    [JsonIgnore]
    public UnitAmounts Amounts =>
        new(Paid - Discount - Tax, Discount, Tax, IncludedTax, Shipping, Fees + Deduction, ShippingTax);

    /// <summary>The fee for a return in which the piece comes; a return is charged the highest one once, see <see cref="Deductions"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ReturnFee { get; init; }

    /// <summary>True when the kept parts of its set are deducted because it comes back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DeductsSet { get; init; }

    /// <summary>True when the piece did not come or went back to the customer: it may be requested again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Released { get; init; }

    /// <summary>The warehouse's id of the unit that came for the piece; null: none has come.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? UnitId { get; init; }

    /// <summary>The round that the piece came with; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Round { get; init; }

    /// <summary>True when the piece is refunded because its verdict was overdue, whatever a later verdict is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RefundedUnjudged { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Grade { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Disposition { get; init; }
}

/// <summary>A unit that came for a return and is in none of its rounds.</summary>
/// <param name="LineId">The unit's line; null: not known.</param>
/// <param name="OrderNumber">The order of that line; null: the return's own order.</param>
/// <param name="Reason">One of <see cref="AttentionReasons"/>.</param>
/// <param name="Dismissed">True when a person has decided that nothing will be done with it.</param>
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
