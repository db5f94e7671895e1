namespace AfterSalesMesh.Returns.Policy;

/// <summary>Whether the policy lets a line come back.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Refusal">Why it may not come back; null when approved.</param>
internal readonly record struct Decision(string Rule, string? Refusal)
{
    public bool Approved => Refusal is null;

    public static Decision Approve(string rule) => new(rule, null);

    public static Decision Refuse(string rule, string refusal) => new(rule, refusal);
}
