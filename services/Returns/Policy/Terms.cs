namespace AfterSalesMesh.Returns.Policy;

/// <summary>The postage and fee of a refund.</summary>
/// <param name="PostageRefunded">True when a unit's share of the outbound postage is refunded.</param>
/// <param name="RestockingFee">The part of a line's paid price that the shop keeps, in basis points: 1000 is 10 %.</param>
internal readonly record struct Terms(bool PostageRefunded, int RestockingFee);
