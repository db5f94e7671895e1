namespace AfterSalesMesh.Returns.Saga;

/// <summary>Who wore some of a line's pieces, of a company's uniforms.</summary>
/// <param name="Reference">The company's own, for example a staff number.</param>
/// <param name="Quantity">How many of the pieces that were requested.</param>
/// <param name="Comment">Theirs.</param>
internal sealed record Wearer(string Reference, int Quantity, string? Comment = null);
