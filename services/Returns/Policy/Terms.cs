namespace AfterSalesMesh.Returns.Policy;

/// <summary>What a policy gives besides the price, and what it keeps; it depends on the reason.</summary>
/// <param name="PostageRefunded">A unit's share of the outbound postage comes back with it.</param>
/// <param name="RestockingFee">Kept of what was paid for a line, in basis points: 1000 is 10 %.</param>
internal readonly record struct Terms(bool PostageRefunded, int RestockingFee);
