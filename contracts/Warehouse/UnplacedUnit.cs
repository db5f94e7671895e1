namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>One unit that arrived and fits no line of the return: it stays in quarantine until a person assigns it.</summary>
/// <param name="UnitId">The unit's id, the same from its scan to its disposition.</param>
/// <param name="Outcome">
/// <c>over</c> (more than the line asks for), <c>wrong_item</c> (fits no line), or <c>unknown</c> (it may be of another return
/// in the same receipt).
/// </param>
/// <param name="Code">The scanned code of the unit's tag; null: it was scanned without a code.</param>
public sealed record UnplacedUnit(Guid UnitId, string Outcome, string? Code);
