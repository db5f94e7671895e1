using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>How the amounts of an order line are divided among its units.</summary>
/// <param name="UnitPrice">Before discount.</param>
/// <param name="Paid">For the goods: after all discounts, tax included.</param>
/// <param name="Tax">On top of the price, within <paramref name="Paid"/>.</param>
/// <param name="IncludedTax">Within the price.</param>
/// <param name="Postage">Outbound, tax included.</param>
/// <param name="PostageTax">Within <paramref name="Postage"/>.</param>
internal sealed record LineShares(
    long UnitPrice,
    EqualParts Paid,
    EqualParts Tax,
    EqualParts IncludedTax,
    EqualParts Postage,
    EqualParts PostageTax
)
{
    /// <summary>The refund for one unit by the terms of a policy.</summary>
    public UnitAmounts Of(int ordinal, Terms terms)
    {
        var (paid, tax) = (Paid[ordinal], Tax[ordinal]);
        // More than the unit's price only where the payable step rounded it up.
        var price = Math.Max(UnitPrice, paid - tax);
        return new UnitAmounts(
            price,
            paid - price - tax,
            tax,
            IncludedTax[ordinal] + (terms.PostageRefunded ? PostageTax[ordinal] : 0),
            terms.PostageRefunded ? Postage[ordinal] : 0,
            -Fee(terms)[ordinal],
            terms.PostageRefunded ? PostageTax[ordinal] : 0
        );
    }

    private EqualParts Fee(Terms terms)
    {
        var fee = (long)((Int128)Paid.Amount * terms.RestockingFee / 10_000);
        return Paid with { Amount = fee - fee % Paid.Step };
    }
}
