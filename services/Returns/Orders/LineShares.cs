using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>How the amounts of an order line are divided among its units.</summary>
/// <param name="UnitPrice">The price of one unit before discount.</param>
/// <param name="Paid">The amount paid for the goods: after all discounts, with tax.</param>
/// <param name="Tax">Tax added to the price, included in <paramref name="Paid"/>.</param>
/// <param name="IncludedTax">Tax included in the price.</param>
/// <param name="Postage">Outbound postage, with tax.</param>
/// <param name="PostageTax">Tax included in <paramref name="Postage"/>.</param>
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
        // Higher than the unit's price only if it was rounded up to the payable step.
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
