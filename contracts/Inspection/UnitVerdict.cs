namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>What an inspector found of one unit, and where it goes.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="LineId">The order line.</param>
/// <param name="Grade"><c>A</c> (as new) to <c>D</c> (unsaleable).</param>
/// <param name="Disposition">A word of <see cref="Words.Dispositions"/>.</param>
public sealed record UnitVerdict(Guid UnitId, string LineId, string Grade, string Disposition);
