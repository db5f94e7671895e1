namespace AfterSalesMesh.Contracts.Refund;

/// <summary>
/// What an order line gives back, in minor units of the refund's currency. Price, discount, tax, shipping, fees and price
/// difference add up to what is paid for it.
/// </summary>
/// <param name="LineId">The order line.</param>
/// <param name="Sku">The shop's article number.</param>
/// <param name="Description">What the customer calls it.</param>
/// <param name="Quantity">How many units are paid back.</param>
/// <param name="Price">Before discount.</param>
/// <param name="Discount">Off the line, and the line's share of what is off the order; 0 or less.</param>
/// <param name="Tax">On top of the price.</param>
/// <param name="IncludedTax">Tax within price, postage and price difference; not a part of the sum. All tax is this and <paramref name="Tax"/>.</param>
/// <param name="Shipping">Outbound postage paid back, its tax included.</param>
/// <param name="Fees">What the shop keeps, for example for restocking; 0 or less.</param>
/// <param name="TaxRate">Of all but the postage; of the postage too, where <paramref name="ShippingTax"/> is null. Basis points, 2000 is 20 %; null: the order did not say.</param>
/// <param name="PriceDifference">What comes back because the replacement costs less than what was paid; null: there is none.</param>
/// <param name="ShippingTax">The part of <paramref name="IncludedTax"/> that is within <paramref name="Shipping"/>; null: not told apart.</param>
/// <param name="ShippingTaxRate">Of the postage, where <paramref name="ShippingTax"/> is told. Basis points; null: the order did not say.</param>
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
