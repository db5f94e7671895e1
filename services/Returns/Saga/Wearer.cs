namespace AfterSalesMesh.Returns.Saga;

/// <summary>A person who wore some of a line's pieces, for example of a company's uniforms.</summary>
/// <param name="Reference">The company's own reference of the person, for example a staff number.</param>
/// <param name="Quantity">The number of the requested pieces that they wore.</param>
/// <param name="Comment">The person's comment.</param>
internal sealed record Wearer(string Reference, int Quantity, string? Comment = null);
