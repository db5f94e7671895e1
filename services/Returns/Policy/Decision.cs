namespace AfterSalesMesh.Returns.Policy;

/// <summary>Whether the policy lets a line come back.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Because">Why not; null when approved.</param>
internal readonly record struct Decision(string Rule, string? Because)
{
    public bool Approved => Because is null;

    public static Decision Approve(string rule) => new(rule, null);

    public static Decision Refuse(string rule, string because) => new(rule, because);
}
