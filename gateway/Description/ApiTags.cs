using System.Text.Json.Nodes;

namespace AfterSalesMesh.Gateway.Description;

/// <summary>The tags by which the API description groups its operations; they follow from the path.</summary>
internal static class ApiTags
{
    private static readonly (string Prefix, string Name, string Description)[] All =
    [
        ("/v1/storefront", "Storefront", "A storefront's settings: name, time zone, languages, addresses."),
        ("/v1/orders", "Orders", "The storefront's orders, as far as returns need them."),
        ("/v1/returns", "Returns", "Quotes, requests, and the progress of each return."),
        ("/v1/reviews", "Reviews", "Requests and appeals that wait for an agent's decision."),
        ("/v1/appeals", "Appeals", "Appeals against a customer's standing."),
        ("/v1/customers", "Customers", "A customer's standing: how their past returns count, and appeals against it."),
        ("/v1/policy", "Policy", "The rules by which requests are decided, and their versions."),
        ("/schemas", "Schemas", "The JSON Schemas of documents."),
        ("/v1/warehouse", "Receiving", "Scanning parcels and their units at the warehouse."),
        ("/v1/carrier-events", "Carriers", "What carriers report about parcels."),
        ("/v1/inspections", "Inspections", "Units that wait for a verdict, and the verdicts."),
        ("/v1/refunds", "Refunds", "Refunds, their approval and their deadlines."),
        ("/v1/payments", "Payments", "Chargebacks and other adjustments of captured payments."),
        ("/v1/payouts", "Payouts", "Bank transfers that finance makes."),
        ("/v1/store-credits", "Store credit", "Balances of store credit, and spending it."),
        ("/v1/collections", "Collections", "Amounts that customers owe, collected through payment links."),
        ("/v1/credit-notes", "Credit notes", "The credit notes for refunds."),
        ("/v1/ledger", "Ledger", "Accounts and postings."),
        ("/v1/books", "Books", "Months of the ledger, and their closing."),
        ("/v1/settlements", "Settlements", "The payment providers' settlement files."),
        ("/v1/exceptions", "Exceptions", "Differences that finance has to resolve."),
        ("/v1/photos", "Photos", "Photos that show why goods come back."),
        ("/v1/find", "Find", "Prefix search across all services."),
        ("/v1/ops", "Operations", "Failed messages and stuck returns."),
    ];

    public static JsonArray Describe() =>
        [.. All.Select(x => (JsonNode)new JsonObject { ["name"] = x.Name, ["description"] = x.Description })];

    /// <summary>Gives each operation of a path its tag.</summary>
    public static void Apply(string path, JsonNode? operations)
    {
        var tag = All.First(x => path == x.Prefix || path.StartsWith(x.Prefix + "/", StringComparison.Ordinal)).Name;
        foreach (var (_, operation) in operations as JsonObject ?? [])
        {
            if (operation is JsonObject map)
            {
                map["tags"] = new JsonArray(tag);
            }
        }
    }
}
