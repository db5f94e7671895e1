namespace AfterSalesMesh.Returns.Saga;

/// <summary>The parts of the refund for one unit or several, in minor units.</summary>
/// <param name="Price">Before discount; rounded up where the currency's smallest payable amount requires it.</param>
/// <param name="Discount">The line's own discount and its share of the order's; 0 or less.</param>
/// <param name="Tax">On top of the price.</param>
/// <param name="IncludedTax">Within price and postage; not a part of the sum.</param>
/// <param name="Shipping">Outbound postage, with its tax.</param>
/// <param name="Fees">0 or less.</param>
/// <param name="ShippingTax">The part of <paramref name="IncludedTax"/> that is within <paramref name="Shipping"/>.</param>
internal readonly record struct UnitAmounts(
    long Price,
    long Discount,
    long Tax,
    long IncludedTax,
    long Shipping,
    long Fees,
    long ShippingTax = 0
)
{
    public long Sum => Price + Discount + Tax + Shipping + Fees;

    /// <summary>The amount paid for the goods themselves, tax included, postage not.</summary>
    public long Paid => Price + Discount + Tax;

    public static UnitAmounts SumOf(IEnumerable<UnitAmounts> all) =>
        all.Aggregate(
            default(UnitAmounts),
            (sum, x) =>
                new(
                    sum.Price + x.Price,
                    sum.Discount + x.Discount,
                    sum.Tax + x.Tax,
                    sum.IncludedTax + x.IncludedTax,
                    sum.Shipping + x.Shipping,
                    sum.Fees + x.Fees,
                    sum.ShippingTax + x.ShippingTax
                )
        );
}
