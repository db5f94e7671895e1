using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// One unit of an order that a return has reserved, with its refund when it is accepted: fixed when the return is requested,
/// in minor units of the order's currency, whatever the order says later.
/// </summary>
internal sealed class ReturnUnit : IStorefrontOwned
{
    public Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }
    public Guid OrderId { get; init; }
    public required string LineId { get; init; }

    /// <summary>The number of the unit in its line, from 0. The first units carry the minor units that do not divide evenly.</summary>
    public int Ordinal { get; init; }

    /// <summary>True for the units of a return that has many, see <see cref="ReturnUnits"/>.</summary>
    public bool IsOneOfMany { get; set; }
    public required string Reason { get; init; }

    /// <summary>The amount paid for it: after discount, tax included, postage not.</summary>
    public long Paid { get; init; }

    /// <summary>Within <see cref="Paid"/>; 0 or less.</summary>
    public long Discount { get; init; }

    /// <summary>Tax on top of the price, within <see cref="Paid"/>.</summary>
    public long Tax { get; init; }

    /// <summary>Tax within price and postage.</summary>
    public long IncludedTax { get; init; }

    /// <summary>Outbound postage that is refunded with it.</summary>
    public long Shipping { get; init; }

    /// <summary>Tax within <see cref="Shipping"/>, and so within <see cref="IncludedTax"/>.</summary>
    public long ShippingTax { get; init; }

    /// <summary>The fee that the shop keeps; 0 or less, unless a saving that was taken back before is given back.</summary>
    public long Fees { get; set; }

    public UnitAmounts Amounts => new(Paid - Discount - Tax, Discount, Tax, IncludedTax, Shipping, Fees, ShippingTax);

    /// <summary>True when it did not come, or went back to the customer: it may be requested again.</summary>
    public bool Released { get; set; }

    /// <summary>The warehouse's id of the unit that was received for it.</summary>
    public Guid? UnitId { get; set; }
    public string? Grade { get; set; }
    public string? Disposition { get; set; }
}
