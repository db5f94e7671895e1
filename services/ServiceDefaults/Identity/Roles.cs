namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>The roles of callers. An endpoint names the roles that may call it; no role implies another.</summary>
public static class Roles
{
    /// <summary>A shop's own system: acts for exactly one storefront.</summary>
    public const string Storefront = "storefront";

    public const string Agent = "agent";
    public const string Warehouse = "warehouse";
    public const string Inspector = "inspector";
    public const string Finance = "finance";
    public const string Admin = "admin";

    /// <summary>May change the settings of its storefronts; beside <see cref="Storefront"/> for a shop's own system.</summary>
    public const string Settings = "settings";

    public static IReadOnlyList<string> All { get; } =
    [Storefront, Agent, Warehouse, Inspector, Finance, Admin, Settings];
}
