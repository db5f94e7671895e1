namespace AfterSalesMesh.Returns.Saga;

/// <summary>What units give back, in minor units: all but <paramref name="IncludedTax"/> add up to it.</summary>
/// <param name="Price">Before discount.</param>
/// <param name="Discount">Off the line, and the line's share of what is off the order; 0 or less.</param>
/// <param name="Tax">On top of the price.</param>
/// <param name="IncludedTax">Within price and postage; not a part of the sum.</param>
/// <param name="Shipping">Outbound postage, with its tax.</param>
/// <param name="Fees">0 or less.</param>
/// <param name="ShippingTax">The part of <paramref name="IncludedTax"/> that is within <paramref name="Shipping"/>.</param>
internal readonly record struct Amounts(
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

    /// <summary>What was paid for the goods themselves, tax included, postage not.</summary>
    public long Paid => Price + Discount + Tax;

    public static Amounts SumOf(IEnumerable<Amounts> all) =>
        all.Aggregate(
            default(Amounts),
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
