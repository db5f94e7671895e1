namespace AfterSalesMesh.Returns.Saga;

/// <summary>The parts of the refund for one unit or several, in minor units.</summary>
/// <param name="Price">The price before discount; rounded up if the currency's smallest payable amount requires it.</param>
/// <param name="Discount">The line's own discount and its share of the order's; 0 or less.</param>
/// <param name="Tax">Tax added to the price.</param>
/// <param name="IncludedTax">Tax included in price and postage; not a part of the sum. Only in <see cref="AfterFees"/> the tax of the fees is subtracted.</param>
/// <param name="Shipping">Outbound postage, with its tax.</param>
/// <param name="Fees">What the shop deducts, with its tax; 0 or less, unless an earlier deduction is given back.</param>
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

    /// <summary>
    /// The same sum with the tax of what is left after the fees. Fees contain tax in the same proportion as the goods; those above
    /// the price of the goods lower the postage and its tax instead. As taxes are rounded, it is taken of the sum of a line's units.
    /// What is given back with free goods contains tax at their rate.
    /// </summary>
    /// <param name="taxRate">The tax rate of the goods, in basis points; null: not given.</param>
    public UnitAmounts AfterFees(int? taxRate)
    {
        var fees = Math.Max(Fees, -Paid);
        var shipping = Shipping + Fees - fees;
        var shippingTax = ShareOf(ShippingTax, shipping, Shipping);
        var goodsTax =
            Paid == 0 && taxRate is { } rate
                ? ShareOf(rate, fees, 10_000 + rate)
                : ShareOf(Tax + IncludedTax - ShippingTax, Paid + fees, Paid);
        return this with
        {
            IncludedTax = goodsTax + shippingTax - Tax,
            Shipping = shipping,
            Fees = fees,
            ShippingTax = shippingTax,
        };
    }

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

    private static long ShareOf(long tax, long amount, long whole) =>
        whole == 0 ? tax : (long)Math.Round((decimal)tax * amount / whole, MidpointRounding.AwayFromZero);
}
