using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Local;

/// <summary>
/// Two demo storefronts and one member of staff for each role, so that <c>curl</c> works at once. Their keys are public, so they
/// are only in this process's memory and in no database.
/// </summary>
internal static class DemoKeys
{
    private static readonly string[] Storefronts = ["demo", "demo-2"];

    public static IReadOnlyDictionary<string, Caller> All { get; } =
        new Dictionary<string, Caller>(StringComparer.Ordinal)
        {
            ["local-storefront"] = new(
                "demo-storefront",
                "Demo Storefront",
                ["demo"],
                [Roles.Storefront, Roles.Settings]
            ),
            ["local-storefront-2"] = new(
                "demo-storefront-2",
                "Second Demo Storefront",
                ["demo-2"],
                [Roles.Storefront, Roles.Settings]
            ),
            ["local-agent"] = new("demo-agent", "Alice Agent", Storefronts, [Roles.Agent]),
            ["local-warehouse"] = new("demo-warehouse", "Walter Warehouse", Storefronts, [Roles.Warehouse]),
            ["local-inspector"] = new("demo-inspector", "Ines Inspector", Storefronts, [Roles.Inspector]),
            ["local-finance"] = new("demo-finance", "Fiona Finance", Storefronts, [Roles.Finance]),
            ["local-admin"] = new("demo-admin", "Adam Admin", Storefronts, [Roles.Admin]),
        };
}
