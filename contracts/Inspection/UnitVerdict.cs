namespace AfterSalesMesh.Contracts.Inspection;

/// <summary>The verdict on one unit.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="LineId">The order line.</param>
/// <param name="Grade"><c>A</c> (as new) to <c>D</c> (unsaleable).</param>
/// <param name="Disposition">One of <see cref="Words.Dispositions"/>.</param>
public sealed record UnitVerdict(Guid UnitId, string LineId, string Grade, string Disposition);
