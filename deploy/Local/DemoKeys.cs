using AfterSalesMesh.Gateway;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Local;

/// <summary>Two demo storefronts and one member of staff for each role, so that <c>curl</c> works at once. Here alone.</summary>
internal static class DemoKeys
{
    private static readonly string[] Storefronts = ["demo", "demo-2"];

    private static readonly (string Key, string[] Storefronts, string Role)[] All =
    [
        ("local-storefront", ["demo"], Roles.Storefront),
        ("local-storefront-2", ["demo-2"], Roles.Storefront),
        ("local-agent", Storefronts, Roles.Agent),
        ("local-warehouse", Storefronts, Roles.Warehouse),
        ("local-inspector", Storefronts, Roles.Inspector),
        ("local-finance", Storefronts, Roles.Finance),
        ("local-admin", Storefronts, Roles.Admin),
    ];

    public static async Task EnsureAsync(WebApplication gateway)
    {
        foreach (var (key, storefronts, role) in All)
        {
            await gateway.EnsureKeyAsync(key, key, storefronts, [role]);
        }
    }

    public static void Announce(IEnumerable<string> urls, string sandbox, DataFolder folder) =>
        Console.WriteLine(
            $"""

            AfterSalesMesh listens on {string.Join(", ", urls)}
              API keys            {string.Join(", ", All.Select(x => x.Key))}
              API description     {urls.First()}/openapi/v1.json
              payment provider    {sandbox}, a sandbox; its settlement file is /v1/settlement.csv
              data                {folder.Path}
              mail to customers   {folder.Outbox}
            Ctrl+C stops it.

            """
        );
}
