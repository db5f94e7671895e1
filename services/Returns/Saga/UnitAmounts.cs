namespace AfterSalesMesh.Returns.Saga;

/// <summary>The parts of the refund for one unit or several, in minor units.</summary>
/// <param name="Price">The price before discount; rounded up if the currency's smallest payable amount requires it.</param>
/// <param name="Discount">The line's own discount and its share of the order's; 0 or less.</param>
/// <param name="Tax">Tax added to the price.</param>
/// <param name="IncludedTax">Tax included in price and postage; not a part of the sum.</param>
/// <param name="Shipping">Outbound postage, with its tax.</param>
/// <param name="Fees">Fees that the shop deducts; 0 or less.</param>
/// <param name="ShippingTax">The part of <paramref name="IncludedTax"/> that is included in <paramref name="Shipping"/>.</param>
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

    /// <summary>The amount paid for the goods themselves, with tax, without postage.</summary>
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
