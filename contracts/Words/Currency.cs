namespace AfterSalesMesh.Contracts.Words;

/// <summary>A currency of ISO 4217.</summary>
/// <param name="Code">Three capital letters, for example <c>EUR</c>.</param>
/// <param name="Decimals">How many digits of an amount in minor units are after the decimal point.</param>
/// <param name="PayableStep">
/// Card networks pay only multiples of this many minor units: 10 in currencies with three decimals, 1 in most others.
/// </param>
public sealed record Currency(string Code, int Decimals, int PayableStep);
