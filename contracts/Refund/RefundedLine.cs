namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// The refund of an order line, in minor units of the refund's currency: the sum of price, discount, tax, shipping, fees and
/// price difference.
/// </summary>
/// <param name="LineId">The order line.</param>
/// <param name="Sku">The storefront's SKU.</param>
/// <param name="Description">The name of the article for the customer.</param>
/// <param name="Quantity">How many units are refunded.</param>
/// <param name="Price">Before discount.</param>
/// <param name="Discount">The line's own discount and its share of the order's; 0 or less.</param>
/// <param name="Tax">Tax added to the price.</param>
/// <param name="IncludedTax">Tax included in price, postage and price difference, less the tax of the fees, and so not added to the sum; below 0 if the fees have more. The line's total tax is this plus <paramref name="Tax"/>.</param>
/// <param name="Shipping">Refunded outbound postage, tax included.</param>
/// <param name="Fees">What the storefront deducts, for example for restocking, with its tax; 0 or less, unless an earlier deduction is given back.</param>
/// <param name="TaxRate">The tax rate of the line; not that of the postage if <paramref name="ShippingTax"/> is given. Basis points: 2000 is 20 %; null: not known.</param>
/// <param name="PriceDifference">The refund for a replacement that costs less than what was paid; null: there is none.</param>
/// <param name="ShippingTax">The part of <paramref name="IncludedTax"/> that belongs to <paramref name="Shipping"/>; null: not known.</param>
/// <param name="ShippingTaxRate">The tax rate of the postage, if <paramref name="ShippingTax"/> is given. Basis points; null: not known.</param>
public sealed record RefundedLine(
    string LineId,
    string? Sku,
    string? Description,
    int Quantity,
    long Price,
    long Discount,
    long Tax,
    long IncludedTax,
    long Shipping,
    long Fees,
    int? TaxRate,
    long? PriceDifference = null,
    long? ShippingTax = null,
    int? ShippingTaxRate = null
);
