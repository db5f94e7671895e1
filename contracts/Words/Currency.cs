namespace AfterSalesMesh.Contracts.Words;

/// <summary>A currency of ISO 4217.</summary>
/// <param name="Code">Three capital letters, for example <c>EUR</c>.</param>
/// <param name="Decimals">How many digits of an amount in minor units stand behind the decimal point.</param>
/// <param name="PayableStep">
/// What card networks pay is a multiple of this many minor units: 10 in currencies of three decimals, 1 in most others.
/// </param>
public sealed record Currency(string Code, int Decimals, int PayableStep);
